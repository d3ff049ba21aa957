using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Demo.Data;
using Unified.Demo.Shared;
using Unified.Embedded.ClickHouse;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Jobs;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Serving.ClickHouse;
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
    private readonly UnifiedRuntime _runtime;

    private KafkaStage(
        RealKafka kafka, EmbeddedClickHouse clickHouse, UnifiedRuntime runtime, IReadOnlyList<JobPlan> plans, Dictionary<string,
            string?> environment,
        TempFolder folder)
    {
        (Kafka, ClickHouse, _runtime, Plans, _environment, _folder) = (kafka, clickHouse, runtime, plans, environment, folder);
    }

    public RealKafka Kafka { get; }

    public EmbeddedClickHouse ClickHouse { get; }

    /// <summary>The jobs that run here.</summary>
    public IReadOnlyList<JobPlan> Plans { get; }

    /// <summary>What those jobs read.</summary>
    public IReadOnlyList<SourceSchema> Sources => [.. Plans.SelectMany(p => p.Sources).DistinctBy(s => s.Name)];

    /// <summary>Folders of the sources' history are in here.</summary>
    public string DataRoot => _folder.Path;

    public IArchiveReader Archive => _runtime.Get<IArchiveReader>();

    public IManifestStore Manifests => _runtime.Get<IManifestStore>();

    private ClickHouseDatabase Database => _runtime.Get<ClickHouseDatabase>();

    public static async Task<KafkaStage> StartAsync(IEnumerable<string> jobs, CancellationToken cancellation)
    {
        var folder = new TempFolder();
        var kafka = await RealKafka.StartAsync();
        var clickHouse = await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { DataPath = folder["clickhouse"] },
            cancellation);
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
        var plans = runtime.Get<JobCatalogue>().Select([.. jobs]);
        foreach (var source in plans.SelectMany(p => p.Sources).DistinctBy(s => s.Name))
        {
            await kafka.CreateTopicAsync(source.Topic, source.Partitions);
        }

        return new KafkaStage(kafka, clickHouse, runtime, plans, settings, folder);
    }

    /// <summary>A command of the jobs program, for the jobs that run here unless it names another.</summary>
    public ChildProcess Run(params string[] arguments) => ChildProcess.StartDotnet(
        Program, arguments.Contains("--job") ? arguments : [.. arguments, .. Plans.SelectMany(p => new[] { "--job", p.Job })],
            _environment);

    /// <summary>Flights in the answer of a job.</summary>
    public Task<long> FlightsAsync(string job) => Database.SingleAsync(
        $"SELECT toInt64(sum(flights)) FROM {Database.Table(job)}", r => r.GetInt64(0), CancellationToken.None);

    /// <summary>Waits until every job has answered for that many flights; more would be a double count.</summary>
    public async Task WaitForFlightsAsync(long flights, TimeSpan patience, ChildProcess stream)
    {
        using var limit = new CancellationTokenSource(patience);
        foreach (var plan in Plans)
        {
            for (long now; (now = await FlightsAsync(plan.Job)) != flights; await Task.Delay(300))
            {
                Assert.IsLessThanOrEqualTo(flights, now, $"{plan.Job} counts flights twice");
                Assert.IsFalse(limit.IsCancellationRequested || stream.HasExited,
                    $"{plan.Job} stands at {now} of {flights} flights. Last lines:\n{string.Join('\n', stream.Output.TakeLast(20))}");
            }
        }
    }

    /// <summary>Waits until the stream of every job has stored what it read of its logs: that many records each.</summary>
    public async Task WaitForRecordsAsync(IReadOnlyDictionary<string, long> records, TimeSpan patience, ChildProcess stream)
    {
        using var limit = new CancellationTokenSource(patience);
        foreach (var (plan, log) in Plans.SelectMany(p => p.Sources.Select(s => (p, s.Name))))
        {
            for (long now; (now = await ReadAsync(plan, log)) != records[log]; await Task.Delay(300))
            {
                Assert.IsLessThanOrEqualTo(records[log], now, $"{plan.Job} counts records of {log} twice");
                Assert.IsFalse(
                    limit.IsCancellationRequested || stream.HasExited,
                    $"{plan.Job} stands at {now} of {records[log]} records of {log}. Last "
                        + $"lines:\n{string.Join('\n', stream.Output.TakeLast(20))}");
            }
        }
    }

    private Task<long> ReadAsync(JobPlan plan, string log) => Database.SingleAsync(
        $"SELECT toInt64(sum(read)) FROM {Database.Table("unified_ledger")} FINAL "
        + $"WHERE job = '{plan.Job}' AND version = '{plan.Version}' AND layer = 'stream' AND log = '{log}'",
        r => r.GetInt64(0), CancellationToken.None);

    /// <summary>Every row and column of every job equals DuckDB's answer.</summary>
    /// <param name="truths">For each log a query for all events.</param>
    /// <param name="when">For the message.</param>
    public async Task AssertEqualToDuckDbAsync(IReadOnlyDictionary<string, string> truths, string when)
    {
        OracleInput[] truth = [.. truths.Select(t => new OracleInput($"({t.Value})", null) { Log = t.Key })];
        foreach (var plan in Plans)
        {
            var result = await AnswerComparison.RunAsync(plan, Database, truth, CancellationToken.None);
            Assert.AreEqual(0, result.Drift, $"{when}: {string.Join('\n', result.Examples)}");
            Assert.IsGreaterThan(0, result.Rows);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        await ClickHouse.DisposeAsync();
        await Kafka.DisposeAsync();
        _folder.Dispose();
    }
}
