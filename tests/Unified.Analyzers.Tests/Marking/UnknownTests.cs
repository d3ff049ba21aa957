using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>When in doubt the analyzer says nothing.</summary>
[TestClass]
public sealed class UnknownTests
{
    [TestMethod]
    public void Of_what_it_cannot_see_the_analyzer_says_nothing_and_the_planner_takes_it()
    {
        var compilation = Definitions.Compile("Valid", ("Valid.cs", Repository.Read("tests/Unified.Analyzers.Tests/Samples/Valid.txt")));
        Assert.IsEmpty(Definitions.Marks(compilation), string.Join('\n', Definitions.Marks(compilation)));
        Assert.IsEmpty(Definitions.Refusals(compilation), string.Join('\n', Definitions.Refusals(compilation)));
    }
}
