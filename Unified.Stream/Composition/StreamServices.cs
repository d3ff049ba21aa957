using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Composition;

/// <summary>The streaming layer's services, over the stores of the container.</summary>
public static class StreamServices
{
    /// <summary>
    /// Adds what writes; nothing here only reads. A job has a stream for each of its logs, a source an archiver, each of which runs once,
    /// and what decodes its archive again.
    /// </summary>
    public static IServiceCollection AddUnifiedStreamWrites(
        this IServiceCollection services, KafkaOptions kafka, StreamOptions stream, ArchiverOptions archiver)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(kafka);
        services.AddSingleton(stream);
        services.AddSingleton(archiver);
        services.AddSingleton<StreamStores>();
        services.AddSingleton<Func<JobPlan, KafkaOptions, IReadOnlyList<StreamTask>>>(
            s => (plan, named) => Tasks(s, StageProgram.Compile(plan), named));
        services.AddSingleton<Func<SourceSchema, EpochRedecoding>>(s => source =>
            ActivatorUtilities.CreateInstance<EpochRedecoding>(s, source));
        return services.AddSingleton<Func<SourceSchema, KafkaOptions, Archiver>>(
            s => (source, named) => ActivatorUtilities.CreateInstance<Archiver>(s, source, named));
    }

    private static IReadOnlyList<StreamTask> Tasks(IServiceProvider services, StageProgram program, KafkaOptions kafka) =>
        [.. program.Plan.Sources.Select(source => ActivatorUtilities.CreateInstance<StreamTask>(services, program, source.Name, kafka))];
}
