using System.Text.RegularExpressions;
using Unified.Architecture.Tests;
using Unified.Core.Tests.Golden;
using Unified.Core.Tests.Logical;
using Unified.Expressions;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.Sql;
using Unified.Types;

namespace Unified.Core.Tests.Docs;

/// <summary>The pages in docs/ say what the source says.</summary>
[TestClass]
public sealed class DocsTests
{
    [TestMethod]
    public void Every_error_code_of_the_source_is_explained_and_no_other()
    {
        var raised = new[] { "Unified.Core", "Unified.Stream", "Unified.Batch", "Unified.Serving", "Unified.Hosting" }
            .SelectMany(folder => Repository.Files(folder, "*.cs")).SelectMany(f => Regex.Matches(f.Text, "\"(UNI[0-9]{4})\""))
                .Select(m => m.Groups[1].Value).Distinct().Order();
        Assert.AreEqual(string.Join(' ', raised), string.Join(' ', Rows("docs/errors.md")
            .Select(r => Regex.Replace(r[0], "^<a id=\"uni[0-9]{4}\"></a>", ""))));
        Assert.IsTrue(Rows("docs/errors.md").All(r => r.Length == 5 && r.All(cell => cell.Length > 0)));
    }

    [TestMethod]
    public void Every_function_of_the_catalogue_is_listed_in_order() => Assert.AreEqual(
        string.Join('\n', FunctionCatalogue.All.Select(f => $"{f.Name} {Has(f, SqlEngine.DuckDb)} {Has(f, SqlEngine.Spark)}")),
        string.Join('\n', Rows("docs/functions.md").Select(r => $"{r[0]} {(r[3] == "no" ? "no" : "yes")} {r[4]}")));

    [TestMethod]
    [DataRow("docs/definitions.md")]
    [DataRow("docs/language.md")]
    public void Every_snippet_is_a_region_of_compiled_source(string path)
    {
        var page = Repository.Read(path);
        var snippets = Regex.Matches(page, "<!-- region: (?<name>[a-z-]+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline);
        Assert.HasCount(Regex.Count(page, "```csharp"), snippets, "each snippet names its region");
        foreach (Match snippet in snippets)
        {
            Assert.AreEqual(Region(snippet.Groups["name"].Value), snippet.Groups["code"].Value, snippet.Groups["name"].Value);
        }
    }

    [TestMethod]
    public void Every_snippet_of_the_definitions_is_planned_and_compiled()
    {
        StageProgram.Compile(JobPlan.Create(new DefinitionSnippets.CustomerDays()));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerTotal>(DefinitionSnippets.LargeOrders(99.90m))));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.AreaTotal>(DefinitionSnippets.Areas())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerShare>(DefinitionSnippets.Shares())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerMeasure>(DefinitionSnippets.Measures())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerPrice>(DefinitionSnippets.Prices())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerCoupons>(DefinitionSnippets.CouponRates())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.SystemDay>(DefinitionSnippets.Systems())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerHour>(DefinitionSnippets.Hours())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerTotal>(DefinitionSnippets.Contacts())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerWindow>(DefinitionSnippets.Sliding())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerSpan>(DefinitionSnippets.Spans())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerSession>(DefinitionSnippets.Sessions())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.LargeOrder>(DefinitionSnippets.Large())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerLatest>(DefinitionSnippets.Latest())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.SkuHour>(DefinitionSnippets.Skus())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CouponUse>(DefinitionSnippets.Coupons())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.RegionTotal>(DefinitionSnippets.RegionTotals())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerSpend>(DefinitionSnippets.Best())));
        StageProgram.Compile(JobPlan.Create(new Wrapped<DefinitionSnippets.CustomerHabit>(DefinitionSnippets.Habits())));
    }

    [TestMethod]
    public void The_versions_in_the_examples_are_those_of_this_build() => Assert.AreEqual(
        string.Join(' ', GoldenJobs.InDocs.Order(StringComparer.Ordinal)),
        string.Join(' ', Repository.Files("docs", "*.md").SelectMany(f =>
            Regex.Matches(f.Text, @"(?<!-)\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12}\b")).Select(m => m.Value).Distinct()
            .Order(StringComparer.Ordinal)));

    private static string Has(ScalarFunction function, SqlEngine engine) => function.Sql.Contains(engine) ? "yes" : "no";

    private static string Region(string name)
    {
        var lines = Repository.Read("tests/Unified.Core.Tests/Docs/DefinitionSnippets.cs").Split('\n');
        var first = Array.FindIndex(lines, line => line.Trim() == $"#region {name}") + 1;
        var region = lines.Skip(first).TakeWhile(line => line.Trim() != "#endregion");
        return string.Concat(region.Select(line => (line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line) + "\n"));
    }

    /// <summary>The cells of the page's tables without their heads; <c>\|</c> is a bar in a cell.</summary>
    private static List<string[]> Rows(string page) =>
        [.. Regex.Replace(Repository.Read(page), "^.*\n\\|---.*$", "", RegexOptions.Multiline).Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => Regex.Split(line.Trim().Trim('|'), @"(?<!\\)\|").Select(cell => cell.Trim()).ToArray())];
}
