using Apache.Arrow;
using Unified.Definition;
using Unified.Linq;
using Unified.TestKit.Events;

namespace Unified.Serving.Tests.AsWritten;

/// <summary>The events of a source, in the order of partitions and offsets.</summary>
internal interface IFeed
{
    /// <summary>The name of the log.</summary>
    string Log { get; }

    /// <summary>The events of each partition.</summary>
    IReadOnlyList<RecordBatch> Partitions { get; }
}

/// <inheritdoc />
internal sealed class Feed<T>(Source<T> source, IReadOnlyList<T> events) : IFeed
    where T : notnull
{
    private const int Parts = 4;

    private readonly Lazy<IReadOnlyList<RecordBatch>> _partitions = new(() => [.. events.Chunk((events.Count + Parts - 1) / Parts)
        .Select(part => EventBatches.From(SourceReader.Schema(source), part))]);

    public IReadOnlyList<T> Events => events;

    public string Log => source.Name;

    public IReadOnlyList<RecordBatch> Partitions => _partitions.Value;
}
