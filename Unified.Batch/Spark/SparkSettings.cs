namespace Unified.Batch.Spark;

/// <summary>Which Spark computes slices, and where it sees the files.</summary>
public sealed record SparkSettings
{
    /// <summary>The server and its sessions.</summary>
    public required SparkOptions Server { get; init; }

    /// <summary>
    /// Folder of this host to folder, or address (<c>s3a://</c>, <c>hdfs://</c>), of Spark's hosts; the longest that a file lies in counts.
    /// Default: none, they see the same folders.
    /// </summary>
    public IReadOnlyDictionary<string, string> Paths { get; init; } = new Dictionary<string, string>();
}
