using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Unified.Analyzers.CodeFixes;

namespace Unified.Analyzers.Tests.CodeFixes;

[TestClass]
public sealed class DefinitionCodeFixTests
{
    private const string Head = """
        using System;
        using System.Globalization;
        using Unified.Definition;
        public sealed record Row(string Key, long N);
        """;

    [TestMethod]
    [DataRow("e.Name.StartsWith(\"a\")", "e.Name.StartsWith(\"a\", StringComparison.Ordinal)")]
    [DataRow("e.Name.EndsWith(\"a\")", "e.Name.EndsWith(\"a\", StringComparison.Ordinal)")]
    [DataRow("e.Name.ToUpper()", "e.Name.ToUpperInvariant()")]
    [DataRow("e.Name.ToLower()", "e.Name.ToLowerInvariant()")]
    [DataRow("e.Count.ToString()", "e.Count.ToString(CultureInfo.InvariantCulture)")]
    [DataRow("int.Parse(e.Name)", "int.Parse(e.Name, CultureInfo.InvariantCulture)")]
    public Task Text_that_depends_on_a_culture_is_written_so_that_it_does_not(string wrong, string right) =>
        Fixes(Query($"{{|UNI0013:{wrong}|}}"), Query(right));

    [TestMethod]
    public Task A_function_of_ones_own_is_mended_as_well() => Fixes(
        """public static class F { [Deterministic] public static string Of(string x) => {|UNI0044:x.ToUpper()|}; }""",
        """public static class F { [Deterministic] public static string Of(string x) => x.ToUpperInvariant(); }""");

    [TestMethod]
    public Task A_decimal_column_gets_a_precision() => Fixes(Source("decimal {|UNI0005:Price|}", "{|UNI0005:Tax|}"),
        Source("[property: Precision(18, 4)] decimal Price", "Tax").Replace("public decimal Tax",
            "[Precision(18, 4)]\n    public decimal Tax",
            StringComparison.Ordinal));

    private static string Query(string key) => $$"""
        public sealed record Event(DateTime At, string Name, int Count);
        public static class S
        {
            public static Source<Event> Events { get; } = new() { Topic = "t", EventTime = e => e.At };
            public static object Of() => from e in Events let key = {{key}} select new { key };
        }
        """;

    private static string Source(string price, string tax) => $$"""
        public sealed record Event(DateTime At, {{price}})
        {
            public decimal {{tax}} { get; init; }
        }
        public static class S
        {
            public static Source<Event> Events { get; } = new() { Topic = "t", EventTime = e => e.At };
        }
        """;

    private static Task Fixes(string wrong, string right)
    {
        var test = new CSharpCodeFixTest<DefinitionAnalyzer, DefinitionCodeFix, DefaultVerifier>
        {
            TestCode = $"{Head}\n{wrong}",
            FixedCode = $"{Head}\n{right}",
            // The assemblies that this test runs with: nothing is fetched.
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            CompilerDiagnostics = CompilerDiagnostics.Errors,
            // A column is marked where it stands, because of the source that is made elsewhere.
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck,
        };
        test.TestState.AdditionalReferences.AddRange(Marking.Definitions.References);
        test.FixedState.AdditionalReferences.AddRange(Marking.Definitions.References);
        return test.RunAsync(CancellationToken.None);
    }
}
