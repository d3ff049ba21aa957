using System.Text;

namespace Unified.Demo.Data;

/// <summary>Airport to partition by FNV-1a: stable across processes and versions, unlike <see cref="string.GetHashCode()"/>.</summary>
internal static class AirportPartitioner
{
    public static int PartitionOf(string airport, int partitions)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(airport)) { hash = unchecked((hash ^ octet) * 16777619u); }
        // The low bits of FNV-1a are its weak ones; the high half helps them.
        return (int)((hash ^ (hash >> 16)) % (uint)partitions);
    }
}
