using System.Text.RegularExpressions;
using Unified.Analyzers.Refusals;
using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>docs/errors.md says which codes are marked while one types, which when one builds.</summary>
[TestClass]
public sealed class PageTests
{
    [TestMethod]
    public void The_page_says_editor_of_the_codes_that_some_definition_shows_there()
    {
        string[] samples = ["Expressions", "Groups", "Sources", "Functions"];
        var marked = samples.SelectMany(s => Definitions.Marks(Definitions.Compile(s,
            ($"{s}.cs", Repository.Read($"tests/Unified.Analyzers.Tests/Samples/{s}.txt"))))).Select(m => m.Id).Distinct();
        Assert.AreEqual(string.Join(' ', Codes("editor").Order(StringComparer.Ordinal)),
            string.Join(' ', marked.Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Every_code_of_the_page_is_a_diagnostic_with_its_meaning_and_its_anchor()
    {
        Assert.AreEqual(string.Join(' ', Codes("editor", "build", "explain")),
            string.Join(' ', Unified.Analyzers.Refusals.Codes.All.Select(d => d.Id)));
        foreach (var descriptor in Unified.Analyzers.Refusals.Codes.All)
        {
            Assert.IsGreaterThan(8, descriptor.Title.ToString(null).Length, descriptor.Id);
            var anchor = descriptor.HelpLinkUri.Split('#')[1];
            StringAssert.Contains(Repository.Read("docs/errors.md"), $"<a id=\"{anchor}\"></a>", StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Codes(params string[] places) => Regex
        .Matches(Repository.Read("docs/errors.md"), @"^\| <a id=""uni0[0-9]{3}""></a>(UNI0[0-9]{3}) \|.*\| (\w+) \|$",
            RegexOptions.Multiline)
        .Where(m => places.Contains(m.Groups[2].Value)).Select(m => m.Groups[1].Value);
}
