using Microsoft.CodeAnalysis;
using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>The most important rule: of a definition that can be planned the analyzer says nothing.</summary>
[TestClass]
public sealed class ValidDefinitionTests
{
    /// <summary>Sources whose definitions are there to be refused.</summary>
    private static readonly string[] Refused =
    [
        "tests/Unified.Core.Tests/Expressions/RefusalTests.cs", "tests/Unified.Core.Tests/Logical/DefinitionRefusalTests.cs",
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
    [DataRow("tests/Unified.Benchmarks")]
    public void Nothing_is_said_of_the_definitions_of_the_repository(string folder)
    {
        var files = Repository.Files(folder, "*.cs").Where(f => !Refused.Contains(f.Path))
            .Append(("MSTest.cs", "global using Microsoft.VisualStudio.TestTools.UnitTesting;"));
        var compilation = Definitions.Compile(folder == "jobs" ? "jobs" : Path.GetFileName(folder), files);
        Console.WriteLine($"{Definitions.Errors(compilation).Count} errors of the compiler {string.Join('\n', Definitions.Errors(compilation).Take(5))}");
        var marks = Definitions.Marks(compilation);
        Assert.IsEmpty(marks, string.Join('\n', marks.Select(m => m.ToString())));
    }
}
