namespace Unified.Batch.Tests.Parquet;

/// <summary>The memory that Parquet's reader has outside of the runtime's heap.</summary>
internal static class NativeMemory
{
    public static long Allocated => ParquetSharp.MemoryPool.GetDefaultMemoryPool().BytesAllocated;

    /// <summary>All that was allocated since is given back: at once, or when the reader's own threads have come to their end.</summary>
    public static async Task ReturnsToAsync(long before, string what)
    {
        for (var attempt = 0; Allocated != before && attempt < 100; attempt++)
        {
            await Task.Delay(50);
        }

        Assert.AreEqual(before, Allocated, what);
    }
}
