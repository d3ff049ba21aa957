using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Unified.Embedded.ClickHouse;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Streaming.Kafka;
using Unified.TestKit.Processes;

namespace Unified.Benchmarks;

/// <summary>
/// One run of a stream from a real Kafka to rows in a ClickHouse of its own, and of the same client library consuming the same topics and
/// touching nothing. Each is a process of its own; the processor time is that process's from its start to the moment the last record is in
/// the answer (or read).
/// </summary>
internal static class StreamRun
{
    private const string Installation = "bench";

    /// <summary>Runs a job until all is there.</summary>
    /// <param name="program">The program that has the job, an assembly beside this one.</param>
    /// <param name="plan">The job.</param>
    /// <param name="bootstrap">The brokers.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="isDone">Asked again and again whether the answer is whole.</param>
    /// <param name="then">Done with the server when it is.</param>
    public static async Task<Sample> RunAsync(string program, JobPlan plan, string bootstrap, string folder,
        Func<ClickHouseDatabase, ClickHouseRowTables, Task<bool>> isDone, Func<EmbeddedClickHouse, ClickHouseDatabase, Task>? then = null)
    {
        await using var server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { DataPath = Path.Combine(folder, "clickhouse") });
        using var database = new ClickHouseDatabase(new ClickHouseOptions { ConnectionString = server.ConnectionString },
            TimeProvider.System);
        var tables = new ClickHouseRowTables(database, new ClickHouseManifestStore(database));
        await tables.CreateAsync(plan, CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var settings = new Dictionary<string, string?>
        {
            ["Unified__Kafka__BootstrapServers"] = bootstrap,
            ["Unified__ClickHouse__ConnectionString"] = server.ConnectionString,
            ["Unified__Data__Root"] = folder,
            ["Unified__Kafka__Installation"] = Installation,
        };
        await using var stream = ChildProcess.StartDotnet(
            Path.Combine(AppContext.BaseDirectory, program), ["stream", "--job", plan.Job], settings);
        using var process = Process.GetProcessById(stream.Id);
        while (!await isDone(database, tables))
        {
            await Task.Delay(20);
            if (stream.HasExited)
            {
                throw new InvalidOperationException(string.Join('\n', stream.Output));
            }
        }

        process.Refresh();
        var sample = new Sample(clock.Elapsed.TotalSeconds, process.TotalProcessorTime.TotalSeconds);
        stream.Terminate();
        await stream.WaitForExitAsync(TimeSpan.FromSeconds(30));
        // Without its committed offsets the next run reads the same records again.
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.DeleteGroupsAsync([.. plan.Sources.Select(s => ConsumerGroups.Stream(plan, s.Name, Installation))]);
        if (then is not null)
        {
            await then(server, database);
        }

        return sample;
    }

    /// <summary>Consumes topics, apart by commas, to their ends.</summary>
    public static async Task<Sample> ConsumeAsync(string bootstrap, string topics, long records)
    {
        var clock = Stopwatch.StartNew();
        await using var consumer = ChildProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "Unified.Benchmarks.dll"),
            ["consume", bootstrap, topics, $"{records}"]);
        var line = await consumer.WaitForLineAsync(l => l.StartsWith("cpu ", StringComparison.Ordinal), TimeSpan.FromMinutes(5));
        return new Sample(clock.Elapsed.TotalSeconds, double.Parse(line.AsSpan(4), CultureInfo.InvariantCulture));
    }
}
