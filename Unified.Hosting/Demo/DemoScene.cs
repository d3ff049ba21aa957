using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Hosting.Demo.Data;
using Unified.Hosting.Embedded.Kafka;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Demo;

/// <summary>Everything that the demo has running, and the steps that it goes through; one step a file.</summary>
internal sealed partial class DemoScene : IAsyncDisposable
{
    private readonly DemoOptions _options;
    private readonly DemoConsole _console;
    private readonly TimeProvider _time;
    private readonly UnifiedRuntime _runtime;
    private readonly ApiServer _server;
    private readonly DemoApi _api;
    private readonly FlightDataset _flights;
    private readonly FlightEvents _events;
    private readonly FlightProducer _producer;
    private readonly GroupProgress _groups;
    private readonly Dictionary<string, string> _childSettings;
    private readonly List<string> _failures = [];
    private DemoProcess? _stream;
    private DemoProcess? _archive;

    private DemoScene(DemoOptions options, DemoConsole console, TimeProvider time, UnifiedRuntime runtime, ApiServer server, FlightDataset flights, FlightEvents events)
    {
        (_options, _console, _time, _runtime, _server, _flights, _events) = (options, console, time, runtime, server, flights, events);
        _api = new DemoApi(server.Url);
        var groups = runtime.Jobs.Plans.Select(ConsumerGroups.Stream).Append(ConsumerGroups.Archive(Source));
        _groups = new GroupProgress(runtime.Kafka.BootstrapServers, Source.Topic, Source.Partitions, [.. groups]);
        var hold = new RetentionHold(_groups, time);
        FlightProducer? producer = null;
        producer = new FlightProducer(events, new FlightProducerOptions
        {
            BootstrapServers = runtime.Kafka.BootstrapServers,
            Topic = Source.Topic,
            BeforeChunk = (partition, _, token) => hold.WaitAsync(producer!.Progress, partition, token),
        });
        _producer = producer;
        _childSettings = new Dictionary<string, string>
        {
            ["Unified:Kafka:BootstrapServers"] = runtime.Kafka.BootstrapServers,
            ["Unified:ClickHouse:ConnectionString"] = runtime.ConnectionString,
            ["Unified:Data:Root"] = options.Root,
            // A killed member is missed after six seconds instead of 45.
            ["Unified:Kafka:Extra:session.timeout.ms"] = "6000",
            ["Unified:Kafka:Extra:heartbeat.interval.ms"] = "1000",
        };
    }

    private SourceSchema Source => _runtime.Jobs.Sources[0];

    /// <summary>Starts the servers, prepares the data, starts the API.</summary>
    public static async Task<DemoScene> SetUpAsync(DemoOptions options, JobCatalogue jobs, DemoConsole console, TimeProvider time, CancellationToken cancellation)
    {
        var flights = Flights();
        RemoveEarlierDemo(options.Root);
        var settings = new UnifiedOptions
        {
            Kafka = new KafkaSettings { BootstrapServers = "embedded" },
            ClickHouse = new ClickHouseSettings { ConnectionString = "embedded" },
            Data = new DataSettings { Root = options.Root },
            Api = new ApiSettings { Urls = options.Urls },
        };
        var runtime = await UnifiedRuntime.StartAsync(settings, jobs, LogLevel.Warning, cancellation).ConfigureAwait(false);
        var source = jobs.Sources[0];
        new FlightHistory(flights).Write(Path.Combine(options.Root, source.History!), options.History);
        var events = FlightEvents.Load(flights, options.Live, new FlightEventOptions { Partitions = source.Partitions });
        var server = await ApiServer.StartAsync(runtime, options.Urls, cancellation).ConfigureAwait(false);
        console.Good($"ClickHouse at {Address(runtime)}, Kafka at {runtime.Kafka.BootstrapServers}");
        console.Good($"Dashboard and API at {server.Url}");
        console.Say(string.Create(CultureInfo.InvariantCulture, $"This Kafka keeps {EmbeddedKafka.Limits.BytesPerPartition >> 20} MiB a partition, in memory; the producer waits for its readers. For trying out, not for exactly-once."));
        console.Say(string.Create(CultureInfo.InvariantCulture,
            $"To produce: {events.Flights:N0} flights, {events.Late:N0} of them days late, and {events.Undecodable} records that cannot be decoded; {source.Partitions} partitions"));
        console.Say($"Jobs and their definition versions: {string.Join(", ", jobs.Plans.Select(p => $"{p.Job} {p.Version}"))}");
        return new DemoScene(options, console, time, runtime, server, flights, events);
    }

    public async ValueTask DisposeAsync()
    {
        _groups.Dispose();
        _producer.Dispose();
        foreach (var child in new[] { _stream, _archive }.OfType<DemoProcess>())
        {
            await child.DisposeAsync().ConfigureAwait(false);
        }

        _api.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
        await _runtime.DisposeAsync().ConfigureAwait(false);
    }

    private async Task PauseAsync(double seconds, CancellationToken cancellation) =>
        await Task.Delay(TimeSpan.FromSeconds(seconds), _time, cancellation).ConfigureAwait(false);

    private static FlightDataset Flights()
    {
        try
        {
            return FlightDataset.Find(AppContext.BaseDirectory);
        }
        catch (FileNotFoundException missing)
        {
            throw new SettingException(missing.Message);
        }
    }

    /// <summary>Empties the folder of an earlier demo, and refuses to empty any other.</summary>
    private static void RemoveEarlierDemo(string root)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        if (Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName).FirstOrDefault(name => name is not ("archive" or "clickhouse" or "history" or "logs")) is { } stranger)
        {
            throw new SettingException($"--root {root}: has '{stranger}', which is not of a demo. The demo empties its folder; choose a new one.");
        }

        Directory.Delete(root, recursive: true);
    }

    private static string Address(UnifiedRuntime runtime) => runtime.ConnectionString.Split(";Protocol")[0];

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
