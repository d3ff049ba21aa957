using System.Text.RegularExpressions;
using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>The most important rule: of a definition that can be planned the analyzer says nothing.</summary>
[TestClass]
public sealed class ValidDefinitionTests
{
    /// <summary>Sources with definitions that are there to be refused.</summary>
    private static readonly string[] Refused =
    [
        "Expressions/RefusalTests.cs", "Logical/DefinitionRefusalTests.cs", "Logical/ManyKeysTests.cs", "Linq/AllMistakesTests.cs",
        "Linq/CogroupTests.cs", "Linq/FinishTests.cs", "Linq/PaneWindowTests.cs", "Linq/RecordReaderTests.cs", "Linq/RowJobTests.cs",
        "Linq/TableTests.cs", "CommandLine/ExplainTests.cs",
    ];

    [TestMethod]
    [DataRow("jobs")]
    [DataRow("demo")]
    [DataRow("tests/Unified.TestKit")]
    [DataRow("tests/Unified.Core.Tests")]
    [DataRow("tests/Unified.Parity.Tests")]
    [DataRow("tests/Unified.Serving.Tests")]
    [DataRow("tests/Unified.Batch.Tests")]
    [DataRow("tests/Unified.Stream.Tests")]
    [DataRow("tests/Unified.Hosting.Tests")]
    [DataRow("tests/Unified.Integration.Tests")]
    [DataRow("tests/Unified.Demo.Tests")]
    [DataRow("tests/Unified.Benchmarks")]
    public void Nothing_is_said_of_the_definitions_of_the_repository(string folder)
    {
        var files = Repository.Files(folder, "*.cs").ToList();
        var compilation = Definitions.Compile(Path.GetFileName(folder),
            [.. files, ("MSTest.cs", "global using Microsoft.VisualStudio.TestTools.UnitTesting;")]);
        var marks = Definitions.Marks(compilation, IsDefinition);
        var unexpected = marks.Where(m => !Refused.Any(r => m.Location.GetLineSpan().Path.EndsWith(r, StringComparison.Ordinal)));
        Assert.IsEmpty(unexpected, string.Join('\n', unexpected.Select(m => m.ToString())));
    }

    private static bool IsDefinition(string text) =>
        Regex.IsMatch(text, @"\bQuery<|\bSource<|\bGroup<|\.GroupBy\(|\[Deterministic\]", RegexOptions.CultureInvariant);
}
