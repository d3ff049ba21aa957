using System.Globalization;
using DuckDB.NET.Data;
using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Definition;
using Unified.Demo.Data;
using Unified.Epochs;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using RowTable = Unified.TestKit.Events.RowTable;

namespace Unified.Benchmarks;

/// <summary>
/// The batch layer over the flights in Parquet, a file a day as T+1 reads them, beside DuckDB over the same files: both from files to
/// mergeable states (DuckDB also finishes them), at one thread and at two. The answers are compared before anything is measured.
/// </summary>
internal static class BatchBenchmark
{
    private const int Times = 5;

    public static IReadOnlyList<Measurement> Run()
    {
        using var folder = new TempFolder();
        var flights = new ParquetHistory(FlightDataset.Find(AppContext.BaseDirectory));
        flights.Write(Path.Combine(folder.Path, BenchmarkSources.Flights.History!), DayRange.Months(2001, 1, 6));
        var options = new BatchOptions { DataRoot = folder.Path, ArchiveRoot = folder["archive"] };
        Job[] jobs = [new AirportDelaysOfAll(), new RouteTotalsOfAll(), new AirportTrafficOfAll()];
        return [.. jobs.Select(JobPlan.Create).SelectMany(plan => Run(plan, options))];
    }

    private static IEnumerable<Measurement> Run(JobPlan plan, BatchOptions options)
    {
        var history = new HistoryDataset(options);
        var slices = plan.Sources.SelectMany(s => history.Days(s).Select(day => new HistorySlice(s.Name, day))).ToList();
        var inputs = plan.Sources.Select(s => Input(history, s)).ToList();
        var events = Compare(plan, options, slices, inputs);
        foreach (var threads in new[] { 1, 2 })
        {
            var name = plan.Job.Replace("_of_all", "", StringComparison.Ordinal);
            var task = string.Create(CultureInfo.InvariantCulture, $"batch {name}, {threads} thread{(threads > 1 ? "s" : "")}");
            yield return Measurement.InProcess(task, "Unified", events, Times, () => Native(plan, options, slices, threads, null));
            using var duck = new DuckDBConnection("DataSource=:memory:");
            duck.Open();
            Execute(duck, string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
            yield return Measurement.InProcess(task, "DuckDB", events, Times, () => Execute(duck, OracleSql.Answer(plan, inputs).Text));
        }
    }

    private static OracleInput Input(HistoryDataset history, SourceSchema source) =>
        OracleInput.Files(history.Days(source).SelectMany(d => history.Files(source, d)), null) with { Log = source.Name };

    private static void Native(
        JobPlan plan, BatchOptions options, IReadOnlyList<HistorySlice> slices, int threads, Action<SliceRows>? onSlice)
    {
        var runner = new SliceRunner(new HistoryDataset(options), new ArchiveReader(options), new MemoryTables { OnSlice = onSlice });
        Parallel.ForEachAsync(slices, new ParallelOptions { MaxDegreeOfParallelism = threads },
            async (slice, token) => await runner.RunAsync(plan, 1, slice, token)).GetAwaiter().GetResult();
    }

    /// <summary>Every state of every row is the same in both engines; gives the number of events.</summary>
    private static long Compare(
        JobPlan plan, BatchOptions options, IReadOnlyList<HistorySlice> slices, IReadOnlyList<OracleInput> inputs)
    {
        var ours = new RowTable(plan.Rows);
        long events = 0;
        Native(plan, options, slices, 1, slice =>
        {
            events += slice.Ledger.Sum(l => l.Counts.Read);
            foreach (var batch in slice.Rows)
            {
                ours.Add(batch);
            }
        });
        using var oracle = new DuckDbOracle();
        var theirs = new RowTable(plan.Rows).Add(oracle.Rows(plan, inputs).ToBatch());
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
