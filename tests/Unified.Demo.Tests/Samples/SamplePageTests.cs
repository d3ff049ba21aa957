using Unified.Demo.Samples;

namespace Unified.Demo.Tests.Samples;

/// <summary>The pages of the samples show queries, records and rows as they are.</summary>
[TestClass]
public sealed class SamplePageTests
{
    public static IEnumerable<string> Names => SampleFiles.Catalogue.Samples.Select(s => s.Name);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_page_shows_the_queries_of_its_folder(string name)
    {
        var code = string.Concat(Directory.EnumerateFiles(SampleFiles.Source(name), "*.cs").Select(Squeezed));
        var shown = Blocks(name, "csharp");
        Assert.IsNotEmpty(shown);
        Assert.IsTrue(shown.All(block => code.Contains(Squeezed(block.Split('\n')), StringComparison.Ordinal)));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_page_shows_records_of_the_sample_and_rows_of_the_answer(string name)
    {
        var sample = SampleFiles.Catalogue.Find(name);
        var records = Lines(sample, Path.Combine("sample"), "*.ndjson");
        CollectionAssert.IsSubsetOf(Blocks(name, "json").SelectMany(b => b.Split('\n')).ToList(), records);
        var rows = Lines(sample, "expected", "*.csv");
        var shown = Page(name).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => string.Join(',', line[1..^1].Split('|').Select(cell => cell.Trim()))).ToList();
        Assert.IsGreaterThan(sample.Types.Count, shown.Count, "a table has a row below its names");
        CollectionAssert.IsSubsetOf(shown, rows);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void The_page_of_all_jobs_leads_to_it(string name) => Assert.Contains($"(Samples/{name}/README.md)",
        File.ReadAllText(Path.Combine(SampleFiles.Source(name), "..", "..", "README.md")));

    private static List<string> Lines(Sample sample, string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(sample.Folder, folder), pattern).SelectMany(File.ReadLines)];

    private static string Page(string name) =>
        File.ReadAllText(Path.Combine(SampleFiles.Source(name), "README.md")).ReplaceLineEndings("\n");

    private static List<string> Blocks(string name, string language) =>
        [.. Page(name).Split($"```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)])];

    private static string Squeezed(string file) => Squeezed(File.ReadLines(file));

    private static string Squeezed(IEnumerable<string> lines) => string.Concat(lines.Select(line => line.Trim() + "\n"));
}
