namespace Unified.Architecture.Tests.Text;

/// <summary>A line is read without scrolling, in a diff beside its older self too.</summary>
[TestClass]
public sealed class LineLengthTests
{
    private const int Longest = 140;

    [TestMethod]
    [DataRow("*.cs")]
    [DataRow("*.csproj")]
    [DataRow("*.props")]
    [DataRow("*.cake")]
    [DataRow("*.sh")]
    [DataRow("*.ps1")]
    [DataRow("*.md")]
    public void No_line_is_longer_than_140_columns(string pattern)
    {
        var files = Repository.Files("", pattern).ToList();
        Assert.IsNotEmpty(files);
        var lines = files.SelectMany(f => Lines(f.Path, f.Text)).ToList();
        if (lines.Count > 0)
        {
            Assert.Fail($"{lines.Count} lines are longer than {Longest} columns{string.Concat(lines.Select(l => $"\n  {l}"))}");
        }
    }

    [TestMethod]
    [DataRow("| a row of a table, which ends where its line ends", DisplayName = "a row of a table")]
    [DataRow("```text\nwhat a program prints\n```", DisplayName = "what a program prints")]
    [DataRow("```json\n{ }\n```", DisplayName = "what an API answers")]
    public void A_line_stands_as_it_is_in(string page) =>
        Assert.AreEqual("", string.Join('\n', Lines("page.md", page.Replace(" ", new string('-', Longest), StringComparison.Ordinal))));

    [TestMethod]
    public void A_long_line_is_named_with_its_place() => Assert.AreEqual(
        "page.md:2 (141 columns)\npage.md:7 (150 columns)\npage.md:9 (142 columns)",
        string.Join('\n', Lines("page.md", $"a\n{Long(141)}\n{Long(140)}\n```text\n```\n```csharp\n{Long(150)}\n```\n{Long(142)}")));

    private static string Long(int columns) => new('x', columns);

    // On a page the rows of tables and what a program prints stand as they are; what somebody types does not.
    private static IEnumerable<string> Lines(string path, string text)
    {
        var (fenced, printed) = (false, false);
        foreach (var (number, line) in text.Split('\n').Index())
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
                printed = fenced && line[3..] is not ("csharp" or "bash");
            }

            var whole = path.EndsWith(".md", StringComparison.Ordinal) && (printed || line.StartsWith('|'));
            if (line.Length > Longest && !whole) { yield return $"{path}:{number + 1} ({line.Length} columns)"; }
        }
    }
}
