using System.Diagnostics;
using Confluent.Kafka;
using Unified.Demo.Data;
using Unified.Embedded.ClickHouse;
using Unified.Jobs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Streaming.Kafka;
using Unified.TestKit;
using Unified.TestKit.Kafka;
using Unified.TestKit.Processes;

namespace Unified.Benchmarks;

/// <summary>
/// The stream from a real Kafka to rows in ClickHouse, beside the same client library consuming the same topic and touching nothing. Each
/// runs in a process of its own; the processor time is that process's from its start to the moment the last record is in the answer (or
/// read).
/// </summary>
internal static class StreamBenchmark
{
    private const int Times = 3;
    private const int Rounds = 2;
    private const string Installation = "bench";
    private const string Topic = "flights";

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var folder = new TempFolder();
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync(Topic, 4);
        var events = FlightEvents.Load(FlightDataset.Find(AppContext.BaseDirectory), DayRange.Months(2001, 4, 6), new ArrivalOptions());
        for (var round = 0; round < Rounds; round++)
        {
            var options = new TopicProducerOptions { BootstrapServers = kafka.BootstrapServers, Topic = Topic };
            using var producer = new TopicProducer(events, options);
            await producer.ProduceAsync(CancellationToken.None);
        }

        var records = (long)events.Count * Rounds;
        Console.WriteLine($"{records} records in topic '{Topic}'");
        var (ours, floor) = (new List<Sample>(), new List<Sample>());
        for (var i = 0; i <= Times; i++)
        {
            var stream = await StreamAsync(folder[$"clickhouse{i}"], folder.Path, kafka.BootstrapServers, (long)events.Flights * Rounds);
            var consumed = await ConsumeAsync(kafka.BootstrapServers, records);
            if (i > 0)
            {
                // The first pair warms the page cache and the broker.
                ours.Add(stream);
                floor.Add(consumed);
            }
        }

        const string Task = "stream airport_delays";
        return [new(Task, "Unified, Kafka to ClickHouse", records, ours), new(Task, "librdkafka, touching nothing", records, floor)];
    }

    private static async Task<Sample> StreamAsync(string data, string root, string bootstrap, long flights)
    {
        await using var clickHouse = await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { DataPath = data });
        using var database = new ClickHouseDatabase(new ClickHouseOptions { ConnectionString = clickHouse.ConnectionString },
            TimeProvider.System);
        var plan = JobPlan.Create(new AirportDelays());
        await new ClickHouseRowTables(database, new Serving.Manifests.ClickHouseManifestStore(database))
            .CreateAsync(plan, CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var settings = new Dictionary<string, string?>
        {
            ["Unified__Kafka__BootstrapServers"] = bootstrap,
            ["Unified__ClickHouse__ConnectionString"] = clickHouse.ConnectionString,
            ["Unified__Data__Root"] = root,
            ["Unified__Kafka__Installation"] = Installation,
        };
        var program = Path.Combine(AppContext.BaseDirectory, "jobs.dll");
        await using var stream = ChildProcess.StartDotnet(program, ["stream", "--job", plan.Job], settings);
        using var process = Process.GetProcessById(stream.Id);
        var answer = $"SELECT toInt64(sum(flights)) FROM {database.Table(plan.Job)}";
        while (await database.SingleAsync(answer, r => r.GetInt64(0), CancellationToken.None) < flights)
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
        await admin.DeleteGroupsAsync([ConsumerGroups.Stream(plan, plan.Sources[0].Name, Installation)]);
        return sample;
    }

    private static async Task<Sample> ConsumeAsync(string bootstrap, long records)
    {
        var clock = Stopwatch.StartNew();
        await using var consumer = ChildProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "Unified.Benchmarks.dll"),
            ["consume", bootstrap, Topic, $"{records}"]);
        var line = await consumer.WaitForLineAsync(l => l.StartsWith("cpu ", StringComparison.Ordinal), TimeSpan.FromMinutes(5));
        return new Sample(clock.Elapsed.TotalSeconds, double.Parse(line.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture));
    }
}
