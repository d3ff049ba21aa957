using System.Globalization;
using DuckDB.NET.Data;
using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Hosting.Demo.Data;
using Unified.Logical;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Benchmarks;

/// <summary>
/// The batch layer over the flights in Parquet, a file a day as T+1 reads them, beside DuckDB over the same files: both from files to mergeable states
/// (DuckDB also finishes them), at one thread and at two. The answers are compared before anything is measured.
/// </summary>
internal static class BatchBenchmark
{
    private const int Times = 5;

    public static IReadOnlyList<Measurement> Run()
    {
        using var folder = new TempFolder();
        var all = DayRange.Months(2001, 1, 6);
        var job = JobPlan.Create(new AirportDelaysOfAll());
        new FlightHistory(FlightDataset.Find(AppContext.BaseDirectory)).Write(Path.Combine(folder.Path, job.Source.History!), all);
        var options = new BatchOptions { DataRoot = folder.Path, ArchiveRoot = folder["archive"] };
        var history = new HistoryDataset(options);
        var measurements = new List<Measurement>();
        foreach (var plan in new[] { job, JobPlan.Create(new RouteTotalsOfAll()) })
        {
            var days = history.Days(plan.Source);
            var files = days.SelectMany(d => history.Files(plan.Source, d)).ToList();
            var events = Compare(plan, options, days, files);
            foreach (var threads in new[] { 1, 2 })
            {
                var task = string.Create(CultureInfo.InvariantCulture, $"batch {plan.Job.Replace("_of_all", "", StringComparison.Ordinal)}, {threads} thread{(threads > 1 ? "s" : "")}");
                measurements.Add(Measurement.InProcess(task, "Unified", events, Times, () => Native(plan, options, days, threads, null)));
                using var duck = new DuckDBConnection("DataSource=:memory:");
                duck.Open();
                Execute(duck, string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
                measurements.Add(Measurement.InProcess(task, "DuckDB", events, Times,
                    () => Execute(duck, OracleSql.Answer(plan, OracleInput.Files(files, null)).Text)));
            }
        }

        return measurements;
    }

    private static void Native(JobPlan plan, BatchOptions options, IReadOnlyList<int> days, int threads, Action<SliceRows>? onSlice)
    {
        var runner = new SliceRunner(new HistoryDataset(options), new ArchiveReader(options), new MemoryTables { OnSlice = onSlice });
        Parallel.ForEachAsync(days, new ParallelOptions { MaxDegreeOfParallelism = threads },
            async (day, token) => await runner.RunAsync(plan, 1, new HistorySlice(day), token)).GetAwaiter().GetResult();
    }

    /// <summary>Every state of every row is the same in both engines; gives the number of events.</summary>
    private static long Compare(JobPlan plan, BatchOptions options, IReadOnlyList<int> days, IReadOnlyList<string> files)
    {
        var ours = new RowTable(plan.Rows);
        long events = 0;
        Native(plan, options, days, 1, slice =>
        {
            events += slice.Ledger.Sum(l => l.Counts.Read);
            foreach (var batch in slice.Rows)
            {
                ours.Add(batch);
            }
        });
        using var oracle = new DuckDbOracle();
        var theirs = new RowTable(plan.Rows).Add(oracle.Rows(plan, OracleInput.Files(files, null)).ToBatch());
        return ours.ToString() == theirs.ToString() ? events
            : throw new InvalidOperationException($"{plan.Job}: Unified and DuckDB differ; nothing is measured.");
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            // Reading the rows is part of answering.
        }
    }
}
