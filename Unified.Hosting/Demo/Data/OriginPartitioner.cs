using System.Text;

namespace Unified.Hosting.Demo.Data;

/// <summary>Origin to partition by FNV-1a: stable across processes and versions, unlike <see cref="string.GetHashCode()"/>.</summary>
internal static class OriginPartitioner
{
    public static int PartitionOf(string origin, int partitions)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(origin)) { hash = unchecked((hash ^ octet) * 16777619u); }
        // The low bits of FNV-1a are its weak ones; the high half helps them.
        return (int)((hash ^ (hash >> 16)) % (uint)partitions);
    }
}
