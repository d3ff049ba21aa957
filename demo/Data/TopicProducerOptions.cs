namespace Unified.Demo.Data;

/// <summary>Where the records go and what may hold them back.</summary>
internal sealed record TopicProducerOptions
{
    public required string BootstrapServers { get; init; }

    /// <summary>An existing topic with as many partitions as the events were made for.</summary>
    public required string Topic { get; init; }

    /// <summary>
    /// Called for each partition before each chunk with the bytes sent to it so far (<see cref="ProductionProgress.BytesOf"/>); production
    /// waits until it completes. A chunk adds at most <see cref="ChunkBytes"/> to a partition, so a guard that lets a partition pass below
    /// (limit - ChunkBytes) keeps the limit.
    /// </summary>
    public Func<int, long, CancellationToken, ValueTask>? BeforeChunk { get; init; }

    /// <summary>Largest chunk over all partitions together, in bytes, give or take one record. Default 64 KiB.</summary>
    public int ChunkBytes { get; init; } = 64 * 1024;

    /// <summary>librdkafka settings on top of the producer's own, such as security ones.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Receives librdkafka's log lines; without it they are dropped, as they would tear a progress display.</summary>
    public Action<string>? Log { get; init; }
}
