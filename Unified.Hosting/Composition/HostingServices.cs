using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unified.Batch.Composition;
using Unified.Batch.Scheduling;
using Unified.Batch;
using Unified.Contracts;
using Unified.Hosting.Configuration;
using Unified.Hosting.ScheduleDashboard;
using Unified.Hosting.Supervision;
using Unified.Logical;
using Unified.Serving.Api;
using Unified.Serving.ClickHouse;
using Unified.Serving.Composition;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Streaming.Archiving;
using Unified.Streaming.Composition;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Hosting.Composition;

/// <summary>The composition root: every part of a process, from its settings. The only place that knows all projects.</summary>
internal static class HostingServices
{
    /// <summary>Adds everything.</summary>
    /// <param name="services">The container, with logging.</param>
    /// <param name="options">The settings.</param>
    /// <param name="jobs">The jobs of the program.</param>
    /// <param name="servers">The addresses in force.</param>
    public static IServiceCollection AddUnified(
        this IServiceCollection services, UnifiedOptions options, JobCatalogue jobs, EmbeddedServers servers) =>
        services.AddSingleton(options).AddSingleton(jobs).AddUnifiedReads(options, jobs, servers).AddUnifiedWrites(options, servers);

    private static IServiceCollection AddUnifiedReads(
        this IServiceCollection services, UnifiedOptions options, JobCatalogue jobs, EmbeddedServers servers)
    {
        var clickHouse = new ClickHouseOptions
        {
            ConnectionString = servers.ConnectionString,
            Database = options.ClickHouse.Database,
            Code = CodeVersion.Current,
        };
        services.AddSingleton(options.Stream.Quarantine).AddUnifiedServing(clickHouse, jobs.Plans);
        services.AddUnifiedBatch(new BatchOptions
        {
            DataRoot = options.Data.Root,
            ArchiveRoot = options.Data.ArchiveFolder,
            EpochsPerSlice = options.Backfill.EpochsPerSlice,
            Parallelism = options.Backfill.Parallelism,
            Engine = options.Backfill.Engine,
        });
        services.AddSingleton<HistoryFrontier>();
        // A Kafka that began with this process is empty, whatever the tables have read of the one before.
        if (options.Kafka.BootstrapServers != EmbeddedServers.Word)
        {
            services.AddSingleton(s => new LogFrontier(
                new KafkaOptions
                {
                    BootstrapServers = servers.BootstrapServers,
                    Settings = options.Kafka.Extra,
                    RequestTimeout = TimeSpan.FromSeconds(5),
                }, s.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton<ISourceFrontier>(s => new SourceFrontier(
            s.GetRequiredService<HistoryFrontier>(), s.GetRequiredService<IArchiveReader>(), s.GetService<LogFrontier>()));
        services.AddSingleton(servers).AddSingleton(s => new ProcessHealth(
            () => Fault(servers, s.GetRequiredService<ClickHouseDatabase>()), job => s.GetRequiredService<TableCreation>().IsMade(job),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IProcessHealth>(s => s.GetRequiredService<ProcessHealth>());
        services.AddSingleton(options.Schedule.Dashboard).AddSingleton<OpenSchedule>().AddSingleton<SchedulePages>();
        return services.AddSingleton(options.Api.Limits.Limits).AddSingleton<ApiHost>();
    }

    /// <summary>Adds what changes anything. The API is composed without it: <see cref="ApiHost"/>.</summary>
    public static IServiceCollection AddUnifiedWrites(this IServiceCollection services, UnifiedOptions options, EmbeddedServers servers)
    {
        services.AddUnifiedServingWrites();
        services.AddUnifiedBatchWrites(new SchedulerOptions
        {
            Cron = options.Backfill.Cron,
            Workers = Math.Min(options.Backfill.Parallelism, 100)
        }, options.Spark.Server);
        services.AddUnifiedStreamWrites(
            new KafkaOptions
            {
                BootstrapServers = servers.BootstrapServers,
                Installation = options.Kafka.Installation,
                Settings = options.Kafka.Extra,
            },
            new StreamOptions
            {
                FlushInterval = options.Stream.FlushInterval,
                Start = options.Kafka.LogStart,
                Code = CodeVersion.Current,
                Quarantine = options.Stream.Quarantine,
                StopOnQuarantine = options.Stream.StopOnQuarantine,
            },
            new ArchiverOptions
            {
                Root = options.Data.ArchiveFolder,
                Start = options.Kafka.LogStart,
                PartialAfter = options.Data.PartialAfter,
                Quarantine = options.Stream.Quarantine,
            });
        services.AddSingleton(s => new CollectionLoop(
            s.GetRequiredService<GarbageCollection>().RunAsync, s.GetRequiredService<StoredProof>().RunShareAsync,
            options.Backfill.KeepSuperseded, s.GetRequiredService<TimeProvider>(),
            text => RuntimeLog.Says(s.GetRequiredService<ILogger<UnifiedRuntime>>(), text)));
        services.AddSingleton<TableCreation>().AddSingleton<KnownInstallation>().AddSingleton<ArchivePart>().AddSingleton<FailureNews>();
        services.AddSingleton<Func<SourceSchema, KafkaOptions, ILogIdentities, Archiver>>(s => (source, kafka, identities) =>
            ActivatorUtilities.CreateInstance<Archiver>(s, source, kafka, identities));
        services.AddSingleton(s =>
        {
            var news = s.GetRequiredService<FailureNews>();
            return new Supervisor(s.GetRequiredService<ProcessHealth>(), news.FailedAsync, news.RunsAsync,
                s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Supervisor>>());
        });
        services.AddSingleton(s => new ScheduleStore(options.Schedule,
            async (who, waits, stop) => (await s.GetRequiredService<KnownInstallation>().OfDatabaseAsync(who, waits, stop)
                .ConfigureAwait(false)).Installation,
            s.GetRequiredService<OpenSchedule>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<ScheduleStore>>()));
        return services.AddSingleton<LayerRunner>();
    }

    private static FaultReport? Fault(EmbeddedServers servers, ClickHouseDatabase database) =>
        servers.Fault is { } dead ? new FaultReport(dead.Since, dead.Error)
        : database.Fault is { } fault ? new FaultReport(fault.Since, fault.Error) : null;
}
