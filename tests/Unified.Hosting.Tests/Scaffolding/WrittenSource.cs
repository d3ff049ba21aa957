using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unified.Definition;
using Unified.Hosting.Records;
using Unified.Hosting.Topics;
using Unified.Logical;
using Unified.Plans;

namespace Unified.Hosting.Tests.Scaffolding;

/// <summary>The sources that <c>new-source</c> has written, compiled as in a project of their own, each read by a job.</summary>
internal static class WrittenSource
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        """;

    /// <summary>The schemas of the sources, in their order; each text has a namespace of its own.</summary>
    public static IReadOnlyList<SourceSchema> Compile(params IReadOnlyList<string> codes)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("written", [.. codes.Select(WithJob).Prepend(Usings).Select(c =>
            CSharpSyntaxTree.ParseText(c, new CSharpParseOptions(LanguageVersion.Latest)))], references, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        // A warning is one in the user's project, too.
        Assert.AreEqual("", string.Join('\n', result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning)),
            string.Join("\n\n", codes));
        image.Position = 0;
        var assembly = new AssemblyLoadContext("written", isCollectible: true).LoadFromStream(image);
        return [.. codes.Select(code => JobPlan.Create((Job)Activator.CreateInstance(assembly.GetType($"{Namespace(code)}.Days")!)!)
            .Sources.Single())];
    }

    /// <summary>Why the source refuses records, with their places; empty when it takes all of them.</summary>
    public static string Refusals(SourceSchema source, IEnumerable<FileRecord> records)
    {
        var verdict = new SourceVerdict(source);
        return string.Join('\n', records.Select(r => (Record: r, Reason: verdict.Of(r.Json))).Where(r => r.Reason is not null)
            .Select(r => $"{r.Record.Place}: {r.Reason} in {System.Text.Encoding.UTF8.GetString(r.Record.Json)}"));
    }

    private static string Namespace(string code) => Regex.Match(code, @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value;

    private static string WithJob(string code)
    {
        var source = Regex.Match(code, @"Source<\w+> (\w+) \{").Groups[1].Value;
        var time = Regex.Match(code, @"EventTime = e => e\.([\w.]+),").Groups[1].Value;
        return code + $$"""
            public sealed record DayOfAll(DateTime Day, long Events);

            public sealed class Days : Unified.Definition.Job<DayOfAll>
            {
                public override Unified.Definition.Query<DayOfAll> Define() =>
                    from e in Sources.{{source}}
                    group e by new { Day = Unified.Definition.Window.Day(e.{{time}}) } into g
                    select new DayOfAll(g.Key.Day, g.Count());
            }
            """;
    }
}
