using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Contracts;
using Unified.Hosting.Configuration;
using Unified.Logical;
using Unified.Physical;
using Unified.Serving.Api;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Hosting.Composition;

/// <summary>The composition root: every part of a process, wired from its settings. The only place that knows all projects.</summary>
internal sealed class UnifiedRuntime : IAsyncDisposable
{
    private readonly EmbeddedServers _servers;
    private readonly ILoggerFactory _logs;
    private readonly TimeProvider _time = TimeProvider.System;

    private UnifiedRuntime(UnifiedOptions options, JobCatalogue jobs, EmbeddedServers servers, ILoggerFactory logs)
    {
        (Options, Jobs, _servers, _logs) = (options, jobs, servers, logs);
        Database = new ClickHouseDatabase(new ClickHouseOptions
        {
            ConnectionString = servers.ConnectionString,
            Database = options.ClickHouse.Database,
            Code = CodeVersion.Current,
        }, _time);
        Manifests = new ClickHouseManifestStore(Database);
        Generations = new ClickHouseGenerationStore(Database);
        Tables = new ClickHouseRowTables(Database, Manifests);
        Promotion = new ClickHousePromotion(Database);
        Collection = new GarbageCollection(Database);
        var batch = new BatchOptions
        {
            DataRoot = options.Data.Root,
            ArchiveRoot = options.Data.ArchiveFolder,
            EpochsPerSlice = options.Backfill.EpochsPerSlice,
            Parallelism = options.Backfill.Parallelism,
        };
        Archive = new ArchiveReader(batch);
        History = new HistoryDataset(batch);
        Audit = new HistoryAudit(History, Generations);
        SourceFrontier = new HistoryFrontier(History, Audit, _time);
        States = new JobStates(Database, Manifests, SourceFrontier);
        Runner = new SliceRunner(History, Archive, Tables);
        Planner = new SlicePlanner(History, Archive, batch, _time);
        Reconciler = new Reconciler(Manifests, Generations, Promotion, Tables, Planner, Runner, batch, _time);
        Kafka = new KafkaOptions { BootstrapServers = servers.BootstrapServers, Settings = options.Kafka.Extra };
    }

    public UnifiedOptions Options { get; }

    public JobCatalogue Jobs { get; }

    public ClickHouseDatabase Database { get; }

    public ClickHouseRowTables Tables { get; }

    public ClickHouseManifestStore Manifests { get; }

    public ClickHouseGenerationStore Generations { get; }

    public ClickHousePromotion Promotion { get; }

    public GarbageCollection Collection { get; }

    public IArchiveReader Archive { get; }

    public HistoryDataset History { get; }

    /// <summary>How far the answers of versions reach, also of those that are not compiled in.</summary>
    public JobStates States { get; }

    public HistoryAudit Audit { get; }

    /// <summary>What the history dataset has; one for all, because it remembers what it found.</summary>
    public HistoryFrontier SourceFrontier { get; }

    public SliceRunner Runner { get; }

    public SlicePlanner Planner { get; }

    public Reconciler Reconciler { get; }

    public KafkaOptions Kafka { get; }

    /// <summary>The ClickHouse in force: that of the settings, or the embedded one.</summary>
    public string ConnectionString => _servers.ConnectionString;

    /// <summary>Starts embedded servers where the settings say so, and wires everything else. Creates the tables and views of all jobs.</summary>
    public static async Task<UnifiedRuntime> StartAsync(UnifiedOptions options, JobCatalogue jobs, LogLevel level, CancellationToken cancellation)
    {
        var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(level).AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
        })
            // Standard output is for what a command was asked for, JSON above all.
            .AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter("Microsoft", LogLevel.Warning));
        var progress = new SynchronousProgress(text => RuntimeLog.Says(logs.CreateLogger<UnifiedRuntime>(), text));
        var servers = await EmbeddedServers.StartAsync(options, jobs.Sources, progress, cancellation).ConfigureAwait(false);
        var runtime = new UnifiedRuntime(options, jobs, servers, logs);
        try
        {
            foreach (var plan in jobs.Plans)
            {
                await runtime.Tables.CreateAsync(plan, cancellation).ConfigureAwait(false);
            }

            return runtime;
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs layers until cancelled; when one fails, the others stop and its error is thrown.</summary>
    public async Task RunAsync(Layers layers, IReadOnlyList<JobPlan> plans, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task>();
        if (layers.HasFlag(Layers.Stream))
        {
            running.AddRange(plans.Select(plan => NewStream(plan).RunAsync(stop.Token)));
        }

        if (layers.HasFlag(Layers.Archive))
        {
            running.AddRange(plans.Select(p => p.Source).DistinctBy(s => s.Name).Select(source => NewArchiver(source).RunAsync(stop.Token)));
        }

        if (layers.HasFlag(Layers.Schedule))
        {
            running.Add(RunScheduleAsync(plans, stop.Token));
        }

        if (layers.HasFlag(Layers.Serve))
        {
            running.Add(ApiServer.RunAsync(this, Options.Api.Urls, stop.Token));
        }

        var first = await Task.WhenAny(running).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!first.IsFaulted)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Tells the process's log.</summary>
    public void Say(string text) => RuntimeLog.Says(_logs.CreateLogger<UnifiedRuntime>(), text);

    /// <summary>A scheduler that is not started.</summary>
    /// <param name="quiet">True when whoever triggers its runs tells how they ended.</param>
    public HangfireScheduler NewScheduler(IEnumerable<JobPlan> plans, bool quiet = false) => new(
        plans, Reconciler, new SchedulerOptions { Cron = Options.Backfill.Cron, Workers = Math.Min(Options.Backfill.Parallelism, 100) }, _time,
        quiet ? NullLogger<HangfireScheduler>.Instance : _logs.CreateLogger<HangfireScheduler>());

    public async ValueTask DisposeAsync()
    {
        Database.Dispose();
        await _servers.DisposeAsync().ConfigureAwait(false);
        _logs.Dispose();
    }

    private StreamTask NewStream(JobPlan plan) => new(
        StageProgram.Compile(plan), Kafka, new StreamOptions { FlushInterval = Options.Stream.FlushInterval, Start = Options.Kafka.LogStart, Code = CodeVersion.Current },
        Tables, Manifests, Archive, _logs.CreateLogger<StreamTask>(), _time);

    private Archiver NewArchiver(SourceSchema source) =>
        new(source, Kafka, new ArchiverOptions { Root = Options.Data.ArchiveFolder, Start = Options.Kafka.LogStart }, _logs.CreateLogger<Archiver>(), _time);

    private async Task RunScheduleAsync(IReadOnlyList<JobPlan> plans, CancellationToken cancellation)
    {
        var scheduler = NewScheduler(plans);
        await using (scheduler.ConfigureAwait(false))
        {
            scheduler.Start();
            await new CollectionLoop(Collection.RunAsync, Options.Backfill.KeepSuperseded, _time, Say).RunAsync(plans, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Unlike Progress&lt;T&gt; it keeps the order of what is said.</summary>
    private sealed class SynchronousProgress(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say(value);
    }
}

internal static partial class RuntimeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    public static partial void Says(ILogger log, string text);
}
