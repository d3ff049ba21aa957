using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Demo.Data;
using Unified.Demo.Shared;
using Unified.Embedded.Kafka;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;
using Unified.Streaming.Kafka;

namespace Unified.Demo;

/// <summary>Everything that the demo has running, and the steps that it goes through; one step a file.</summary>
internal sealed partial class DemoScene : IAsyncDisposable
{
    private readonly DemoOptions _options;
    private readonly DemoConsole _console;
    private readonly TimeProvider _time;
    private readonly UnifiedRuntime _runtime;
    private readonly JobCatalogue _jobs;
    private readonly ClickHouseDatabase _database;
    private readonly IManifestStore _manifests;
    private readonly IArchiveReader _archive;
    private readonly string _bootstrapServers;
    private readonly ApiServer _server;
    private readonly DemoApi _api;
    private readonly IReadOnlyList<DemoTopic> _topics;
    private readonly Dictionary<string, string> _childSettings;
    private readonly List<string> _failures = [];
    private DemoProcess? _stream;
    private DemoProcess? _archiver;

    private DemoScene(DemoOptions options, DemoConsole console, TimeProvider time, UnifiedRuntime runtime, ApiServer server,
        IReadOnlyList<DemoTopic> topics)
    {
        (_options, _console, _time, _runtime, _server, _topics) = (options, console, time, runtime, server, topics);
        (_jobs, _database) = (runtime.Get<JobCatalogue>(), runtime.Get<ClickHouseDatabase>());
        (_manifests, _archive) = (runtime.Get<IManifestStore>(), runtime.Get<IArchiveReader>());
        _bootstrapServers = runtime.Get<KafkaOptions>().BootstrapServers;
        _api = new DemoApi(server.Url);
        _childSettings = new Dictionary<string, string>
        {
            ["Unified:Kafka:BootstrapServers"] = _bootstrapServers,
            ["Unified:ClickHouse:ConnectionString"] = _database.Options.ConnectionString,
            ["Unified:Data:Root"] = options.Root,
            // A killed member is missed after six seconds instead of 45.
            ["Unified:Kafka:Extra:session.timeout.ms"] = "6000",
            ["Unified:Kafka:Extra:heartbeat.interval.ms"] = "1000",
        };
    }

    /// <summary>Starts the servers, prepares the data, starts the API.</summary>
    public static async Task<DemoScene> SetUpAsync(DemoOptions options, JobCatalogue jobs, DemoConsole console, TimeProvider time,
        CancellationToken cancellation)
    {
        var flights = Flights();
        DemoFolder.RemoveEarlier(options.Root);
        var settings = new UnifiedOptions
        {
            Kafka = new KafkaSettings { BootstrapServers = "embedded" },
            ClickHouse = new ClickHouseSettings { ConnectionString = "embedded" },
            Data = new DataSettings { Root = options.Root },
            Api = new ApiSettings { Urls = options.Urls },
        };
        var runtime = await UnifiedRuntime.StartAsync(settings, jobs, LogLevel.Warning, cancellation).ConfigureAwait(false);
        var installation = await runtime.Get<Installation>().IdAsync(cancellation).ConfigureAwait(false);
        var topics = Topics(options, flights, runtime, installation, time);
        foreach (var topic in topics)
        {
            new ParquetHistory(topic.Data).Write(Path.Combine(options.Root, topic.Source.History!), topic.History);
        }

        var server = await runtime.Get<ApiHost>().StartAsync(options.Urls, cancellation).ConfigureAwait(false);
        var bootstrap = runtime.Get<KafkaOptions>().BootstrapServers;
        console.Good($"ClickHouse at {Address(runtime.Get<ClickHouseDatabase>())}, Kafka at {bootstrap}");
        console.Good($"Dashboard and API at {server.Url}");
        console.Say(string.Create(CultureInfo.InvariantCulture,
            $"This Kafka keeps {EmbeddedKafka.Limits.BytesPerPartition >> 20} MiB a partition, in memory; the producer waits for its "
                + $"readers. For trying out, not for exactly-once."));
        foreach (var topic in topics)
        {
            console.Say(string.Create(CultureInfo.InvariantCulture,
                $"Source {topic.Source.Name}: history until {topic.Live.From:yyyy-MM-dd}, then {topic.Events.Count:N0} records to "
                    + $"produce, {topic.Events.Late:N0} of them days late, {topic.Events.Undecodable} that cannot be decoded; "
                    + $"{topic.Source.Partitions} partitions"));
        }

        console.Say($"Jobs and their definition versions: {string.Join(", ", jobs.Plans.Select(p => $"{p.Job} {p.Version}"))}");
        return new DemoScene(options, console, time, runtime, server, topics);
    }

    private static IReadOnlyList<DemoTopic> Topics(
        DemoOptions options, FlightDataset flights, UnifiedRuntime runtime, string installation, TimeProvider time)
    {
        var weather = new WeatherDataset(flights);
        var days = new DayRange(options.History.From, options.Live.Until);
        DemoTopic Topic(string name, IDailyData data, Func<DayRange, ArrivalOptions, ITopicEvents> load)
        {
            var source = runtime.Get<JobCatalogue>().Sources.Single(s => s.Name == name);
            var arrival = new ArrivalOptions { Partitions = source.Partitions };
            return new DemoTopic(source, data, days, live => load(live, arrival), runtime, installation, time);
        }

        return
        [
            Topic("flights", flights, (live, arrival) => FlightEvents.Load(flights, live, arrival)),
            Topic("weather", weather, (live, arrival) => WeatherEvents.Load(weather, live, arrival)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var topic in _topics)
        {
            topic.Dispose();
        }

        foreach (var child in new[] { _stream, _archiver }.OfType<DemoProcess>())
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

    private static string Address(ClickHouseDatabase database) => database.Options.ConnectionString.Split(";Protocol")[0];

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
