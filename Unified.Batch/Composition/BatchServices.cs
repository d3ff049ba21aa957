using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Batch.Spark;
using Unified.Contracts;
using Unified.Logical;
using Unified.Plans;

namespace Unified.Batch.Composition;

/// <summary>The batch layer's services, over the stores of the container.</summary>
public static class BatchServices
{
    /// <summary>Adds what reads: archive, history, what is missing and what has changed.</summary>
    public static IServiceCollection AddUnifiedBatch(this IServiceCollection services, BatchOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<IArchiveReader, ArchiveReader>();
        services.AddSingleton<HistoryDataset>();
        services.AddSingleton<HistoryAudit>();
        services.AddSingleton<SlicePlanner>();
        return services;
    }

    /// <summary>Adds what computes and promotes, on top of <see cref="AddUnifiedBatch"/>. A scheduler is made for jobs and a
    /// queue.</summary>
    /// <param name="services">The container.</param>
    /// <param name="options">Of the schedule.</param>
    /// <param name="spark">Which Spark there is; null for none.</param>
    public static IServiceCollection AddUnifiedBatchWrites(
        this IServiceCollection services, SchedulerOptions options, SparkSettings? spark = null)
    {
        services.AddSingleton(options);
        services.AddSingleton(s => new SliceEngines(s.GetRequiredService<HistoryDataset>(), s.GetRequiredService<IArchiveReader>(),
            s.GetRequiredService<BatchOptions>(), spark, s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SliceEngines>>()));
        services.AddSingleton(s => new SliceRunner(
            s.GetRequiredService<HistoryDataset>(), s.GetRequiredService<SliceEngines>(), s.GetRequiredService<IRowTables>()));
        services.AddSingleton<Reconciler>();
        services.AddSingleton<SliceGrid>();
        return services.AddSingleton<Func<IReadOnlyList<JobPlan>, ScheduleStorage, HangfireScheduler>>(
            s => (plans, storage) => ActivatorUtilities.CreateInstance<HangfireScheduler>(s, plans, storage));
    }
}
