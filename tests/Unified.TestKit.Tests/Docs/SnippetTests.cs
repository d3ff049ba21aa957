using System.Text.RegularExpressions;
using Unified.Architecture.Tests;

namespace Unified.TestKit.Tests.Docs;

/// <summary>The pages for users of the TestKit hold what is compiled and tested here.</summary>
[TestClass]
public sealed class SnippetTests
{
    [TestMethod]
    [DataRow("docs/testing.md", 6)]
    [DataRow("docs/cookbook.md", 30)]
    [DataRow("docs/coming-from.md", 3)]
    public void Every_snippet_is_a_region_of_tested_source(string path, int atLeast)
    {
        var page = Repository.Read(path);
        var snippets = Regex.Matches(page, "<!-- region: (?<name>[a-z-]+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline);
        Assert.HasCount(Regex.Count(page, "```csharp"), snippets, "each snippet names its region");
        Assert.IsGreaterThanOrEqualTo(atLeast, snippets.Count);
        var regions = Repository.Files("tests/Unified.TestKit.Tests", "*.cs").SelectMany(f => Regions(f.Text))
            .ToDictionary(r => r.Name, r => r.Code, StringComparer.Ordinal);
        foreach (Match snippet in snippets)
        {
            Assert.AreEqual(regions[snippet.Groups["name"].Value], snippet.Groups["code"].Value, snippet.Groups["name"].Value);
        }
    }

    [TestMethod]
    public void Every_recipe_is_in_the_cookbook()
    {
        var page = Repository.Read("docs/cookbook.md");
        foreach (var (name, _) in Repository.Files("tests/Unified.TestKit.Tests/Cookbook", "*.cs").SelectMany(f => Regions(f.Text)))
        {
            StringAssert.Contains(page, $"<!-- region: {name} -->");
        }
    }

    private static IEnumerable<(string Name, string Code)> Regions(string text)
    {
        foreach (Match region in Regex.Matches(text, "^ *#region (?<name>[a-z-]+)\n(?<code>.*?)^ *#endregion", RegexOptions.Singleline
            | RegexOptions.Multiline))
        {
            yield return (region.Groups["name"].Value, Regex.Replace(region.Groups["code"].Value, "^    ", "", RegexOptions.Multiline));
        }
    }
}
