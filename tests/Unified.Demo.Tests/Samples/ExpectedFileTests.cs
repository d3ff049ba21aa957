using Unified.Demo.Samples;
using Unified.Demo.Shared;
using Unified.Jobs.Samples;

namespace Unified.Demo.Tests.Samples;

/// <summary>The expected files say what DuckDB answers, and nothing of Unified has a part in it.</summary>
[TestClass]
public sealed class ExpectedFileTests
{
    private const string Rewrite = "UNIFIED_REWRITE_GOLDEN";

    public static IEnumerable<string> Jobs => SampleCatalogue.Jobs(typeof(CardPayments).Assembly).Select(j => j.Name);

    [TestMethod]
    [DynamicData(nameof(Jobs))]
    public void An_expected_file_is_what_DuckDB_answers_to_the_SQL_beside_it(string job)
    {
        var csv = Csv(SampleFiles.Ask(SampleFiles.Plan(job)));
        var file = SampleFiles.Committed(job);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(file, csv);
        }

        Assert.AreEqual(csv, File.ReadAllText(file).ReplaceLineEndings("\n"), $"{Rewrite}=1 writes it anew");
    }

    [TestMethod]
    public void Every_job_of_the_samples_has_its_files()
    {
        var samples = SampleFiles.Catalogue.Samples;
        Assert.AreEqual(string.Join(' ', Jobs), string.Join(' ', samples.SelectMany(s => s.Plan().Plans).Select(p => p.Job).Order()));
        foreach (var sample in samples)
        {
            Assert.IsTrue(sample.Plan().Sources.All(s => File.Exists(sample.Log(s)) && s.HistoryUntil is not null), sample.Name);
            Assert.IsLessThan(300_000, Directory.EnumerateFiles(sample.Folder, "*", SearchOption.AllDirectories)
                .Max(f => new FileInfo(f).Length), $"{sample.Name}: a sample is small");
        }
    }

    private static string Csv(AnswerRows answer) => string.Concat(
        answer.Rows.Prepend([.. answer.Plan.Outputs.Select(o => o.Field.Name)]).Select(row => string.Join(',', row.Select(Cell)) + "\n"));

    // An empty cell is null.
    private static string Cell(string? text) => text is null ? ""
        : text.Length == 0 || text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
