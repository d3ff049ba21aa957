using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Unified.Contracts;
using Unified.Logical;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;

namespace Unified.Serving.Api;

/// <summary>The serving layer's services.</summary>
public static class ServingServices
{
    /// <summary>Adds tables, manifests, proof, promotion and what the API needs.</summary>
    /// <param name="services">The container; a <see cref="TimeProvider"/> of its own wins over the system's.</param>
    /// <param name="options">Where ClickHouse is.</param>
    /// <param name="plans">The jobs that are served.</param>
    public static IServiceCollection AddUnifiedServing(this IServiceCollection services, ClickHouseOptions options, IEnumerable<JobPlan> plans)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(s => new ClickHouseDatabase(options, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ClickHouseManifestStore>();
        services.AddSingleton<IManifestStore>(s => s.GetRequiredService<ClickHouseManifestStore>());
        services.AddSingleton<ClickHouseGenerationStore>();
        services.AddSingleton<IGenerationStore>(s => s.GetRequiredService<ClickHouseGenerationStore>());
        services.AddSingleton<ClickHouseRowTables>();
        services.AddSingleton<IRowTables>(s => s.GetRequiredService<ClickHouseRowTables>());
        services.AddSingleton<IPromotion, ClickHousePromotion>();
        services.AddSingleton<LayerProof>();
        services.AddSingleton<StreamRepair>();
        services.AddSingleton<Rollback>();
        services.AddSingleton<GarbageCollection>();
        services.AddSingleton(s => new ServedJobs(plans));
        services.AddSingleton(s => new JobStates(s.GetRequiredService<ClickHouseDatabase>(), s.GetRequiredService<ClickHouseManifestStore>(), s.GetService<ISourceFrontier>()));
        services.AddSingleton<RowsQuery>();
        services.AddProblemDetails();
        services.AddOpenApi();
        return services;
    }
}
