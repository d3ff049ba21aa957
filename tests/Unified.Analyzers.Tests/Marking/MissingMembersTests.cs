using System.Text.RegularExpressions;
using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>What LINQ has and the language has not: C#'s own error would name no way out.</summary>
[TestClass]
public sealed class MissingMembersTests
{
    [TestMethod]
    public void The_compiler_says_what_to_write_instead()
    {
        var text = Repository.Read("tests/Unified.Analyzers.Tests/Samples/Missing.txt");
        var errors = Definitions.Errors(Definitions.Compile("Missing", ("Missing.cs", text)));
        var lines = text.Split('\n').Select((line, i) => (line, Number: i + 1)).Where(l => Regex.IsMatch(l.line, @" M[0-9][0-9]\(\)"))
            .Select(l => l.Number).ToList();
        Assert.HasCount(17, lines);
        Assert.AreEqual(string.Join(' ', lines), string.Join(' ', errors.Select(e => e.Line()).Distinct()), string.Join('\n', errors));
        Assert.IsTrue(errors.All(e => e.Id == "CS0619" && e.GetMessage(null).Contains("'UNI0011: ", StringComparison.Ordinal)),
            string.Join('\n', errors));
    }
}
