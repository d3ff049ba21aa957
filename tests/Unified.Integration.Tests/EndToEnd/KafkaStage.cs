using Microsoft.Extensions.Logging;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Hosting.Demo;
using Unified.Hosting.Demo.Data;
using Unified.Hosting.Embedded.ClickHouse;
using Unified.Jobs;
using Unified.TestKit;
using Unified.TestKit.Kafka;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.EndToEnd;

/// <summary>A real Kafka, an embedded ClickHouse, and the jobs program in processes of its own over them.</summary>
internal sealed class KafkaStage : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "jobs.dll");
    private readonly TempFolder _folder;
    private readonly Dictionary<string, string?> _environment;

    private KafkaStage(RealKafka kafka, EmbeddedClickHouse clickHouse, UnifiedRuntime runtime, Dictionary<string, string?> environment, TempFolder folder)
    {
        (Kafka, ClickHouse, Runtime, _environment, _folder) = (kafka, clickHouse, runtime, environment, folder);
    }

    public RealKafka Kafka { get; }

    public EmbeddedClickHouse ClickHouse { get; }

    public UnifiedRuntime Runtime { get; }

    public static async Task<KafkaStage> StartAsync(CancellationToken cancellation)
    {
        var folder = new TempFolder();
        var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("flights", 4);
        var clickHouse = await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { DataPath = folder["clickhouse"] }, cancellation);
        var settings = new Dictionary<string, string?>
        {
            ["Unified__Kafka__BootstrapServers"] = kafka.BootstrapServers,
            ["Unified__ClickHouse__ConnectionString"] = clickHouse.ConnectionString,
            ["Unified__Data__Root"] = folder.Path,
            ["Unified__Stream__FlushInterval"] = "00:00:00.200",
            // A static member that comes back takes its partitions at once; without it the group would wait for the dead one.
            ["Unified__Kafka__Extra__group.instance.id"] = "one",
        };
        var runtime = await UnifiedRuntime.StartAsync(new UnifiedOptions
        {
            Kafka = new KafkaSettings { BootstrapServers = kafka.BootstrapServers },
            ClickHouse = new ClickHouseSettings { ConnectionString = clickHouse.ConnectionString },
            Data = new DataSettings { Root = folder.Path },
        }, JobCatalogue.Of(typeof(AirportDelays).Assembly), LogLevel.Warning, cancellation);
        return new KafkaStage(kafka, clickHouse, runtime, settings, folder);
    }

    /// <summary>A command of the jobs program.</summary>
    public ChildProcess Run(params string[] arguments) => ChildProcess.StartDotnet(Program, arguments, _environment);

    /// <summary>Flights in the answer of a job.</summary>
    public Task<long> FlightsAsync(string job) => Runtime.Database.SingleAsync(
        $"SELECT toInt64(sum(flights)) FROM {Runtime.Database.Table(job)}", r => r.GetInt64(0), CancellationToken.None);

    /// <summary>Waits until every job has answered for that many flights; more would be a double count.</summary>
    public async Task WaitForFlightsAsync(long flights, TimeSpan patience, ChildProcess stream)
    {
        using var limit = new CancellationTokenSource(patience);
        foreach (var plan in Runtime.Jobs.Plans)
        {
            for (long now; (now = await FlightsAsync(plan.Job)) != flights; await Task.Delay(300))
            {
                Assert.IsLessThanOrEqualTo(flights, now, $"{plan.Job} counts flights twice");
                Assert.IsFalse(limit.IsCancellationRequested || stream.HasExited, $"{plan.Job} stands at {now} of {flights} flights. Last lines:\n{string.Join('\n', stream.Output.TakeLast(20))}");
            }
        }
    }

    /// <summary>Every row and column of every job equals DuckDB's answer.</summary>
    public async Task AssertEqualToDuckDbAsync(string truth, string when)
    {
        foreach (var plan in Runtime.Jobs.Plans)
        {
            var result = await AnswerComparison.RunAsync(plan, Runtime.Database, $"({truth})", CancellationToken.None);
            Assert.AreEqual(0, result.Drift, $"{when}: {string.Join('\n', result.Examples)}");
            Assert.IsGreaterThan(0, result.Rows);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await ClickHouse.DisposeAsync();
        await Kafka.DisposeAsync();
        _folder.Dispose();
    }
}
