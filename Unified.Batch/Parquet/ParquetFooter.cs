using System.Buffers.Binary;
using System.Security.Cryptography;
using ParquetSharp;
using Unified.Time;

namespace Unified.Batch.Parquet;

/// <summary>What a file's footer says, without reading its events.</summary>
internal static class ParquetFooter
{
    /// <summary>The last eight bytes: the footer's length and the magic number.</summary>
    private const int Tail = 8;

    /// <summary>A hash of the footer, or "" when the file has none, whatever it is: who reads it as events will say so.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Hash(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> tail = stackalloc byte[Tail];
        if (stream.Length < Tail)
        {
            return "";
        }

        stream.Seek(-Tail, SeekOrigin.End);
        stream.ReadExactly(tail);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || length > stream.Length - Tail)
        {
            return "";
        }

        var footer = new byte[length];
        stream.Seek(-Tail - length, SeekOrigin.End);
        stream.ReadExactly(footer);
        return Convert.ToHexStringLower(SHA256.HashData(footer).AsSpan(0, 16));
    }

    /// <summary>The smallest time of a column in microseconds, rounded down, from the statistics of its chunks; null when they do not say, or there are no rows.</summary>
    /// <exception cref="Errors.DataException">The file is no Parquet file.</exception>
    public static long? Earliest(string file, string column)
    {
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        using var reader = ParquetScan.Open(file, properties);
        // Its statistics of timestamps are milliseconds whatever the column's unit: every file of it would hold events of 1970.
        if (reader.FileMetaData.CreatedBy?.StartsWith("Parquet.Net", StringComparison.OrdinalIgnoreCase) == true)
        {
            return null;
        }

        var schema = reader.FileMetaData.Schema;
        var index = Enumerable.Range(0, schema.NumColumns).Where(i => schema.Column(i).Path.ToDotString() == column).Cast<int?>().FirstOrDefault();
        if (index is not { } at)
        {
            return null;
        }

        using var type = schema.Column(at).LogicalType;
        long? earliest = null;
        for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
        {
            using var rows = reader.RowGroup(group);
            using var chunk = rows.MetaData.GetColumnChunkMetaData(at);
            using var statistics = chunk.Statistics;
            if (statistics is { HasMinMax: true } && Micros(type, statistics) is { } smallest)
            {
                earliest = Math.Min(earliest ?? smallest, smallest);
            }
        }

        return earliest;
    }

    private static long? Micros(LogicalType type, Statistics statistics) => (type, statistics) switch
    {
        (TimestampLogicalType { TimeUnit: TimeUnit.Millis }, Statistics<long> s) => s.Min * 1_000,
        (TimestampLogicalType { TimeUnit: TimeUnit.Micros }, Statistics<long> s) => s.Min,
        (TimestampLogicalType { TimeUnit: TimeUnit.Nanos }, Statistics<long> s) => Timestamps.FloorDiv(s.Min, 1_000),
        (DateLogicalType, Statistics<int> s) => s.Min * Timestamps.MicrosPerDay,
        _ => null,
    };
}
