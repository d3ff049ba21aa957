using System.Buffers.Binary;
using System.Security.Cryptography;
using ParquetSharp;
using Unified.Errors;
using Unified.Logical;
using Unified.Time;

namespace Unified.Batch.Parquet;

/// <summary>What a file's footer says, without reading its events.</summary>
internal static class ParquetFooter
{
    /// <summary>The last eight bytes: the footer's length and the magic number.</summary>
    private const int Tail = 8;

    // Of other encodings Parquet's reader makes no dictionaries.
    private static readonly Encoding[] Encodings =
        [Encoding.Plain, Encoding.PlainDictionary, Encoding.RleDictionary, Encoding.Rle, Encoding.BitPacked];

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

    /// <summary>The smallest event time, from the statistics of its column's chunks.</summary>
    /// <exception cref="DataException">The file is no Parquet file, or its footer is damaged.</exception>
    public static EarliestTime Earliest(string file, SourceSchema source)
    {
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        using var reader = ParquetScan.Open(file, properties);
        try
        {
            return Earliest(file, reader, source);
        }
        catch (Exception e) when (e is not DataException)
        {
            throw new DataException($"The footer of file '{file}' cannot be read: {e.Message} Restore it or write it again.", e);
        }
    }

    /// <summary>
    /// True for text whose pages are all of encodings that become dictionaries, and that comes again often enough for them: a batch has the
    /// dictionary of a whole row group. So either no row group is larger than a batch, or a text takes less room than its length would.
    /// </summary>
    public static bool IsDictionary(ParquetFileReader footer, int leaf)
    {
        if (footer.FileMetaData.Schema.Column(leaf).PhysicalType != PhysicalType.ByteArray)
        {
            return false;
        }

        var (bytes, values, largest) = (0L, 0L, 0L);
        for (var group = 0; group < footer.FileMetaData.NumRowGroups; group++)
        {
            using var rows = footer.RowGroup(group);
            using var chunk = rows.MetaData.GetColumnChunkMetaData(leaf);
            if (chunk.Encodings.Except(Encodings).Any())
            {
                return false;
            }

            bytes += chunk.TotalUncompressedSize;
            values += chunk.NumValues;
            largest = Math.Max(largest, chunk.NumValues);
        }

        return largest <= ParquetScan.BatchRows || bytes < sizeof(int) * values;
    }

    private static EarliestTime Earliest(string file, ParquetFileReader reader, SourceSchema source)
    {
        // Its statistics of timestamps are milliseconds whatever the column's unit: every file of it would hold events of 1970.
        var believed = reader.FileMetaData.CreatedBy?.StartsWith("Parquet.Net", StringComparison.OrdinalIgnoreCase) != true;
        var schema = reader.FileMetaData.Schema;
        var finder = new ColumnFinder(file, FileNode.Of(schema), source, new Dictionary<string, string>());
        if (!believed || finder.Find(source.Column(source.EventTime)) is not FoundOrigin { Leaf: int at })
        {
            return EarliestTime.Unknown;
        }

        using var type = schema.Column(at).LogicalType;
        var earliest = new EarliestTime(null, Complete: true);
        for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
        {
            using var rows = reader.RowGroup(group);
            if (rows.MetaData.NumRows > 0)
            {
                using var chunk = rows.MetaData.GetColumnChunkMetaData(at);
                using var statistics = chunk.Statistics;
                earliest = earliest.With(statistics is { HasMinMax: true } ? Micros(type, statistics) : null);
            }
        }

        return earliest;
    }

    /// <summary>Rounded down. A time beyond what microseconds can say is the last one that they can.</summary>
    private static long? Micros(LogicalType type, Statistics statistics) => (type, statistics) switch
    {
        (TimestampLogicalType { TimeUnit: TimeUnit.Millis }, Statistics<long> s) =>
            (long)Int128.Clamp((Int128)s.Min * 1_000, long.MinValue, long.MaxValue),
        (TimestampLogicalType { TimeUnit: TimeUnit.Micros }, Statistics<long> s) => s.Min,
        (TimestampLogicalType { TimeUnit: TimeUnit.Nanos }, Statistics<long> s) => Timestamps.FloorDiv(s.Min, 1_000),
        (DateLogicalType, Statistics<int> s) => s.Min * Timestamps.MicrosPerDay,
        _ => null,
    };
}
