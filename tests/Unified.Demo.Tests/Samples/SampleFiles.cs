using System.Reflection;
using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Unified.Definition;
using Unified.Demo.Samples;
using Unified.Demo.Shared;
using Unified.Jobs.Samples;
using Unified.Plans;
using Unified.TestKit;

namespace Unified.Demo.Tests.Samples;

/// <summary>The samples of the repository, as tests read them.</summary>
internal static class SampleFiles
{
    public static SampleCatalogue Catalogue { get; } = SampleCatalogue.Of(typeof(CardPayments).Assembly);

    public static Sample Of(string job) => Catalogue.Find(job);

    public static JobPlan Plan(string job) => JobPlan.Create((Job)Activator.CreateInstance(
        SampleCatalogue.Jobs(typeof(CardPayments).Assembly).Single(j => j.Name == job).Type)!);

    /// <summary>The job over its sample: the log in the order of the file, the history from its Parquet files.</summary>
    public static JobTest Given<TJob>(SourceSettings source)
        where TJob : Job, new()
    {
        var sample = Of(new TJob().Name);
        var test = JobTest.For<TJob>().GivenFile(source, Path.Combine(sample.Folder, "sample", $"{source.Topic}.ndjson"));
        foreach (var file in Directory.EnumerateFiles(sample.History, "*.parquet", SearchOption.AllDirectories).Order())
        {
            test.GivenHistoryFile(source, file);
        }

        return test;
    }

    /// <summary>Requires that rows are those of the expected file.</summary>
    public static void Require<TRow>(JobPlan plan, IEnumerable<TRow> rows)
    {
        var columns = typeof(TRow).GetConstructors().Single(c => c.GetParameters().Length == plan.Outputs.Length).GetParameters()
            .Select(p => typeof(TRow).GetProperty(p.Name!)!).ToList();
        var answer = AnswerRows.Of(plan, rows.Select(row => (IReadOnlyList<object?>)[.. columns.Select(c => c.GetValue(row))]));
        var difference = answer.Compare(Of(plan.Job).Expected(plan), "the expected file");
        Assert.AreEqual(0, difference.Drift, string.Join('\n', difference.Examples));
        Assert.IsGreaterThan(0, difference.Equal);
    }

    /// <summary>What DuckDB answers to the hand-written SQL that lies beside the expected file.</summary>
    public static AnswerRows Ask(JobPlan plan)
    {
        var sample = Of(plan.Job);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SET file_search_path = '{sample.Folder}'; SET TimeZone = 'UTC';\n"
            + File.ReadAllText(Path.ChangeExtension(sample.Answer(plan.Job), ".sql"));
        using var reader = command.ExecuteReader();
        while (reader.FieldCount != plan.Outputs.Length || reader.GetName(0) != plan.Outputs[0].Field.Name)
        {
            Assert.IsTrue(reader.NextResult(), "the SQL must end with the answer");
        }

        CollectionAssert.AreEqual(plan.Outputs.Select(o => o.Field.Name).ToList(),
            Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList());
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
        {
            rows.Add(AnswerRows.Values(reader));
        }

        return AnswerRows.Of(plan, rows);
    }

    /// <summary>The expected file of a job in the source tree.</summary>
    public static string Committed(string job) => Path.Combine(Source(Of(job).Name), "expected", $"{job}.csv");

    /// <summary>The folder of a sample in the source tree.</summary>
    public static string Source(string sample, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "jobs", "Samples", sample));
}
