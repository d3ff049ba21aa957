using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Api;
using Unified.Serving.ClickHouse;
using Unified.Serving.Failures;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Versions;

namespace Unified.Serving.Composition;

/// <summary>The serving layer's services. What reads and what writes come apart: who only answers has nothing to write with.</summary>
public static class ServingServices
{
    /// <summary>Adds what reads: answers, how far they reach, manifests, versions.</summary>
    /// <param name="services">
    /// The container; its own <see cref="TimeProvider"/>, <see cref="ISourceFrontier"/> and <see cref="QuarantineLimits"/> are used.
    /// </param>
    /// <param name="options">Where ClickHouse is.</param>
    /// <param name="plans">The jobs that are served.</param>
    public static IServiceCollection AddUnifiedServing(
        this IServiceCollection services, ClickHouseOptions options, IEnumerable<JobPlan> plans)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ClickHouseDatabase>();
        services.AddSingleton<ManifestReader>();
        services.AddSingleton<PublicVersions>();
        services.AddSingleton<KnownVersions>();
        services.AddSingleton(new ServedJobs(plans));
        services.AddSingleton<RowsQuery>();
        services.AddSingleton<LayerFailures>();
        services.AddSingleton<SecondOpinion>();
        return services.AddSingleton(s =>
        {
            // By hand: the store that it reads with can write, and stays in here.
            var database = s.GetRequiredService<ClickHouseDatabase>();
            return new JobStates(database, new ClickHouseManifestStore(database), s.GetService<ISourceFrontier>(),
                s.GetService<QuarantineLimits>());
        });
    }

    /// <summary>Adds what the HTTP API needs: what reads, within limits, and the limits. <see cref="ApiPipeline"/> keeps them.</summary>
    public static IServiceCollection AddUnifiedApi(
        this IServiceCollection services, ClickHouseOptions options, IEnumerable<JobPlan> plans, ApiLimits? limits = null)
    {
        limits ??= new ApiLimits();
        return services.AddUnifiedServing(limits.Of(options), plans).AddLimits(limits).AddProblemDetails().AddOpenApi();
    }

    /// <summary>
    /// Adds what writes, on top of <see cref="AddUnifiedServing"/>: tables, generations, promotion, repair, rollback, switch, collection.
    /// </summary>
    public static IServiceCollection AddUnifiedServingWrites(this IServiceCollection services)
    {
        services.AddSingleton<ClickHouseManifestStore>();
        services.AddSingleton<IManifestStore>(s => s.GetRequiredService<ClickHouseManifestStore>());
        services.AddSingleton<IGenerationStore, ClickHouseGenerationStore>();
        services.AddSingleton<ClickHouseRowTables>();
        services.AddSingleton<IRowTables>(s => s.GetRequiredService<ClickHouseRowTables>());
        services.AddSingleton<ILogIdentities, ClickHouseLogIdentities>();
        services.AddSingleton<Installation>();
        services.AddSingleton<IPromotion, ClickHousePromotion>();
        services.AddSingleton<FailureReports>();
        services.AddSingleton<StreamRepair>();
        services.AddSingleton<StoredProof>();
        services.AddSingleton<Rollback>();
        services.AddSingleton<Exclusions>();
        services.AddSingleton<VersionSwitch>();
        services.AddSingleton<VersionDrop>();
        services.AddSingleton<GarbageCollection>();
        return services;
    }
}
