using Microsoft.Extensions.Logging;
using Unified.Batch.Engines;
using Unified.Batch.Native;
using Unified.Batch.Parquet;
using Unified.Batch.Spark;
using Unified.Contracts;

namespace Unified.Batch.Slices;

/// <summary>The engines that slices can be computed with. One that needs a server asks for it when it is first used. Thread-safe.</summary>
public sealed class SliceEngines(
    HistoryDataset history, IArchiveReader archive, BatchOptions options, SparkSettings? spark, TimeProvider time,
    ILogger<SliceEngines> log) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private SparkEngine? _spark;

    /// <summary>The names of all engines.</summary>
    public static IReadOnlyList<string> Names { get; } = [EngineNames.Native, EngineNames.Spark];

    /// <summary>The native engine.</summary>
    internal NativeEngine Native { get; } = new(history, archive, SliceLimits.Default);

    /// <summary>The engine of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or nothing says where its server is.</exception>
    internal ISliceEngine Find(string name)
    {
        if (name == EngineNames.Native)
        {
            return Native;
        }

        if (name != EngineNames.Spark)
        {
            throw new ArgumentException($"There is no engine '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
        }

        if (spark is null)
        {
            throw new ArgumentException("Nothing says where Spark is. Set Unified:Spark:Remote, for example "
                + "--set Unified:Spark:Remote=sc://localhost:15002.", nameof(name));
        }

        lock (_gate)
        {
            return _spark ??= new SparkEngine(
                cancellation => SparkSession.OpenAsync(spark.Server, time, log, cancellation),
                new SparkFiles(history, archive, options, new SparkPaths(spark.Paths)));
        }
    }

    /// <summary>
    /// The engine that is used unless another is asked for: it is preferred, and what it cannot compute equally the native one does.
    /// </summary>
    internal ISliceEngine Preferred => options.Engine == EngineNames.Native ? Native
        : new PreferredEngine(Find(options.Engine), Native, log);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _spark?.DisposeAsync() ?? ValueTask.CompletedTask;
}
