using System.Diagnostics;
using System.Globalization;
using Unified.Embedded.ClickHouse;
using Unified.Nexmark;
using Unified.Nexmark.Answers;
using Unified.Nexmark.Generator;
using Unified.Nexmark.Output;
using Unified.Plans;
using Unified.TestKit;

namespace Unified.Benchmarks;

/// <summary>
/// The queries of Nexmark over the same Parquet in three engines, two threads each: the batch layer from files to mergeable states in
/// memory, DuckDB from files to a table in memory, ClickHouse from files to its finished answer, which it drops. Before anything is
/// measured, the three answers are compared, Unified's as it is served; that run is a measurement too, of the whole way with proof,
/// promotion and view.
/// </summary>
internal static class NexmarkBatchBenchmark
{
    private const int Times = 3;
    private const int Threads = 2;

    /// <summary>Measures the queries with these names, or all when none is given.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyCollection<string> names, long events)
    {
        using var folder = new TempFolder();
        var options = new GeneratorOptions { Events = events };
        var bids = ParquetEvents.Write(new NexmarkGenerator(options), folder.Path);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} events, {bids} of them bids, in {options.Days} days"));
        await using var server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Outside = true, DataPath = folder["clickhouse"] });
        using var clickHouse = new ClickHouseEngine(server);
        await clickHouse.OpenAsync(folder.Path);
        using var duck = new DuckDbEngine(folder.Path, Threads);
        var measurements = new List<Measurement>();
        foreach (var query in NexmarkQuery.All.Where(q => names.Count == 0 || names.Contains(q.Name)))
        {
            var plan = JobPlan.Create(query.Job);
            var batch = new NativeBatch(plan, folder.Path);
            var read = batch.Run(Threads);
            var whole = new Measurement(query.Name, "Unified, served", read, [await CompareAsync(query, plan, folder.Path, server, duck)]);
            measurements.Add(Measurement.InProcess(query.Name, "Unified", read, Times, () => batch.Run(Threads)));
            measurements.Add(Measurement.InProcess(query.Name, "DuckDB", read, Times,
                () => duck.Execute($"CREATE OR REPLACE TEMP TABLE answer AS {query.DuckDb}")));
            measurements.Add(await AskAsync(query, read, clickHouse, server.ProcessId));
            measurements.Add(whole);
            Console.WriteLine($"{query.Name} is measured");
        }

        return measurements;
    }

    private static async Task<Measurement> AskAsync(NexmarkQuery query, long events, ClickHouseEngine engine, int process)
    {
        var samples = new List<Sample>();
        for (var i = 0; i <= Times; i++)
        {
            var (clock, cpu) = (Stopwatch.StartNew(), Cpu(process));
            await engine.ExecuteAsync($"{query.ClickHouse} FORMAT Null",
                string.Create(CultureInfo.InvariantCulture, $"&database=nexmark&max_threads={Threads}"));
            samples.Add(new Sample(clock.Elapsed.TotalSeconds, Cpu(process) - cpu));
        }

        return new Measurement(query.Name, "ClickHouse", events, [.. samples.Skip(1)]);
    }

    /// <summary>Every row of the three answers is the same; gives what Unified took from files to the served answer.</summary>
    private static async Task<Sample> CompareAsync(
        NexmarkQuery query, JobPlan plan, string folder, EmbeddedClickHouse server, DuckDbEngine duck)
    {
        var (ours, theirs) = (Path.Combine(folder, "unified.parquet"), Path.Combine(folder, "clickhouse.parquet"));
        var (clock, cpu) = (Stopwatch.StartNew(), Cpu(server.ProcessId) + Cpu(Environment.ProcessId));
        await UnifiedAnswer.WriteAsync(plan, folder, server, ours);
        var sample = new Sample(clock.Elapsed.TotalSeconds, Cpu(server.ProcessId) + Cpu(Environment.ProcessId) - cpu);
        using var clickHouse = new ClickHouseEngine(server);
        await clickHouse.WriteAsync(query.ClickHouse, theirs, "&database=nexmark");
        foreach (var (engine, file) in new[] { ("Unified", ours), ("ClickHouse", theirs) })
        {
            var (_, differences) = AnswerDifference.Between(plan, file, query.DuckDb, duck);
            if (differences.Count > 0)
            {
                throw new InvalidOperationException(
                    $"{query.Name}: {engine} and DuckDB differ; nothing is measured.\n{string.Join('\n', differences)}");
            }
        }

        return sample;
    }

    private static double Cpu(int process)
    {
        using var measured = Process.GetProcessById(process);
        return measured.TotalProcessorTime.TotalSeconds;
    }
}
