using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unified.Errors;
using Unified.Expressions;

namespace Unified.Core.Tests.Expressions;

/// <summary>User functions from source text: the same code before and after a change cannot stand in one assembly.</summary>
internal static class FunctionSource
{
    private const string Usings =
        "using System; using System.Collections; using System.Collections.Generic; using System.Globalization; using System.Linq; ";

    /// <summary>What has nothing to do with the function, though it has everything in common with what the function uses.</summary>
    private const string Neighbours = """
        class Before : IComparable<Before>, IEnumerable<int>, IDisposable, IFormattable
        {
            static readonly Func<int, int> Other = x => x * 7;
            static int s_count = 3;
            public int CompareTo(Before? other) => Other(s_count);
            public IEnumerator<int> GetEnumerator() { yield return 1; }
            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
            public void Dispose() => s_count++;
            public override bool Equals(object? other) => true;
            public override int GetHashCode() => 5;
            public override string ToString() => "neighbour";
            public string ToString(string? format, IFormatProvider? provider) => format!;
        }
        """;

    private static readonly MetadataReference[] References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>
    /// Fails unless the function's print changes when the 1 that stands for VALUE becomes 2, and does not with its neighbours.
    /// </summary>
    public static void FollowsValue(string source)
    {
        var before = Print(source.Replace("VALUE", "1", StringComparison.Ordinal));
        Assert.AreEqual(before, Print(Neighbours + source.Replace("VALUE", "1", StringComparison.Ordinal)), source);
        Assert.AreNotEqual(before, Print(source.Replace("VALUE", "2", StringComparison.Ordinal)), source);
    }

    public static void IsRefused(string code, string source, params string[] said)
    {
        try
        {
            Assert.Fail($"{source} was printed as {Print(source)}");
        }
        catch (DefinitionException error)
        {
            RefusalTests.HasAllParts(error, code, source);
            Array.ForEach(said, part => Assert.Contains(part, error.Message));
        }
    }

    /// <summary>The print of the one method named F.</summary>
    public static string Print(string source)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("functions", [CSharpSyntaxTree.ParseText(Usings + source)], References, options).Emit(image);
        Assert.IsTrue(result.Success, $"{source}: {string.Join("; ", result.Diagnostics)}");
        return UserFunctionIl.Print(Assembly.Load(image.ToArray()).GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
                .Single(m => m.Name == "F"));
    }
}
