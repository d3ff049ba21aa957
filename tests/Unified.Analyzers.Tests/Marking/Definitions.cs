using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>Compiles definitions, marks them with the analyzer and plans them with the planner.</summary>
internal static class Definitions
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>What the tests run with.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Sources as one assembly.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <param name="files">Paths and texts.</param>
    public static CSharpCompilation Compile(string name, params IEnumerable<(string Path, string Text)> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        return CSharpCompilation.Create(name,
            files.Prepend(("Usings.cs", Usings)).Select(f => CSharpSyntaxTree.ParseText(f.Item2, options, f.Item1)), References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
                allowUnsafe: true, checkOverflow: true));
    }

    /// <summary>What the analyzer marks, in the order of files and lines.</summary>
    public static IReadOnlyList<Diagnostic> Marks(Compilation compilation) =>
    [
        .. compilation.WithAnalyzers([new DefinitionAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            .OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start)
            .ThenBy(d => d.Id, StringComparer.Ordinal),
    ];

    /// <summary>What the analyzer marks in some of the files: the others are only bound as far as these need them.</summary>
    public static IReadOnlyList<Diagnostic> Marks(Compilation compilation, Func<string, bool> isMeant)
    {
        var analyzed = compilation.WithAnalyzers([new DefinitionAnalyzer()]);
        return [.. compilation.SyntaxTrees.Where(t => isMeant(t.ToString())).SelectMany(t =>
            analyzed.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(t), null, CancellationToken.None).GetAwaiter()
                .GetResult())];
    }

    /// <summary>What the compiler itself refuses.</summary>
    public static IReadOnlyList<Diagnostic> Errors(Compilation compilation) =>
        [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];

    /// <summary>What the planner refuses of all jobs.</summary>
    public static IReadOnlyList<DefinitionMistake> Refusals(Compilation compilation)
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.IsTrue(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return PlannedJobs.Of(Assembly.Load(image.ToArray()).GetTypes()).Mistakes;
    }

    /// <summary>The line of a mark, from 1.</summary>
    public static int Line(this Diagnostic mark) => mark.Location.GetLineSpan().StartLinePosition.Line + 1;
}
