using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Marking;

[TestClass]
public sealed class TwelveMistakesTests
{
    [TestMethod]
    public void Twelve_mistakes_of_one_definition_are_marked_in_one_build()
    {
        var compilation = Definitions.Compile("Twelve", ("Twelve.cs", Repository.Read("tests/Unified.Analyzers.Tests/Samples/Twelve.txt")));
        Assert.IsEmpty(Definitions.Errors(compilation));
        var marks = Definitions.Marks(compilation);
        Assert.HasCount(12, marks, string.Join('\n', marks));
    }
}
