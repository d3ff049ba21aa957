namespace Unified.Streaming.Kafka;

/// <summary>
/// How many bytes of records are held at once, by what memory the process may use: a container of 256 MB reads large records one after the
/// other, a large machine many in one go. What is computed does not depend on it.
/// </summary>
internal static class MemoryShare
{
    private const long Least = 1 << 20;
    private const long Most = 64 << 20;
    private const int Share = 32;

    /// <summary>Bytes of one poll; the record that goes beyond is still taken.</summary>
    public static long Chunk { get; } = Of(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Bytes of records that are decoded before they are computed.</summary>
    public static long Batch { get; } = Chunk / 4;

    internal static long Of(long available) => Math.Clamp(available / Share, Least, Most);
}
