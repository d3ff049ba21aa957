using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.Streaming.Kafka;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>
/// The records of the epoch that is filling, as they came, until they are written to partial files: so that Kafka may drop them before the
/// epoch is complete. An epoch that fills fast is not worth it: its records are let go when they become many, and are read from Kafka
/// again should it turn out to be slow. One thread.
/// <code>
///   offsets  |---- partial file ----|-- partial file --|-- buffer --|
///            ^first of the epoch                       ^_from       ^position
/// </code>
/// </summary>
internal sealed class PartialEpoch(string root, SourceSchema source, EpochId epoch, string? identity)
{
    private const long MostBytes = 4 << 20;
    private const int MostRecords = 65_536;

    /// <summary>A file of that size is not extended any more: what is new goes into another one.</summary>
    private const long SegmentBytes = 32 << 20;

    private static readonly ImmutableArray<ParquetColumn> Columns =
    [
        ParquetColumn.For(new Field(LineageColumns.Offset, DataType.Int64)),
        ParquetColumn.For(new Field(LineageColumns.Timestamp, DataType.Timestamp.AsNullable())),
        new BytesColumn(LineageColumns.Key),
        new BytesColumn(QuarantineTable.Raw),
    ];

    private readonly LogChunk _buffer = new(64 << 10);
    private long _from = source.Epochs.First(epoch.Epoch);

    /// <summary>True when records were let go: what is filling can be saved only after it was read from Kafka again.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>True when there are records that are in no file.</summary>
    public bool HasUnsaved => IsIncomplete || _buffer.Count > 0;

    /// <summary>True when a file was written.</summary>
    public bool IsSaved { get; private set; }

    /// <summary>True when records must be saved or let go.</summary>
    public bool IsFull => !IsIncomplete && (_buffer.Bytes >= MostBytes || _buffer.Count >= MostRecords);

    public void Add(in LogRecord record)
    {
        if (!IsIncomplete)
        {
            _buffer.Add(epoch.Partition.Number, record.Offset, _buffer.Copy(record.Value, !record.HasValue),
                _buffer.Copy(record.Key, !record.HasKey), record.TimestampMillis);
        }
    }

    /// <summary>Lets go of what is not saved.</summary>
    public void LetGo()
    {
        IsIncomplete = true;
        _buffer.Clear();
    }

    /// <summary>Takes the records that are in files, and gives where they end; null when there are none.</summary>
    public long? Resume(RecordAction take)
    {
        var chain = PartialFiles.Chain(root, source, epoch, identity);
        var next = _from;
        foreach (var segment in chain)
        {
            PartialFiles.Read(segment, (in LogRecord record) =>
            {
                if (record.Offset >= next)
                {
                    take(record);
                }
            });
            next = segment.Covered;
        }

        if (chain.Length == 0)
        {
            return null;
        }

        IsSaved = true;
        return _from = next;
    }

    /// <summary>
    /// Writes what is not in a file yet. What a file holds is a function of the log, its first offset and the one that it covers, so that
    /// writing it twice does no harm.
    /// </summary>
    /// <param name="covered">Every record before this offset was added.</param>
    public void Save(long covered)
    {
        if (IsIncomplete || covered <= _from)
        {
            return;
        }

        var chain = PartialFiles.Chain(root, source, epoch, identity);
        var reached = chain is [.., var newest] ? newest.Covered : source.Epochs.First(epoch.Epoch);
        if (reached < covered)
        {
            var extended = chain is [.., var last] && last.Bytes < SegmentBytes && last.Covered >= _from ? last : null;
            // Where files were lost before the buffer, a file begins where the buffer does: it claims nothing that it does not have.
            var from = extended?.From ?? Math.Max(reached, _from);
            Write(extended, from, extended?.Covered ?? from, covered);
        }

        (_from, IsSaved) = (covered, true);
        _buffer.Clear();
    }

    private void Write(PartialSegment? extended, long from, long bufferFrom, long covered)
    {
        using var table = new ParquetTable(ArchiveLayout.PartialFile(root, epoch, from), Columns);
        var rows = new RawRows(reasons: false);
        void Take(in LogRecord record)
        {
            rows.Add(record);
            if (rows.IsFull)
            {
                Flush();
            }
        }

        void Flush()
        {
            using var batch = rows.Take();
            table.Add(batch);
        }

        if (extended is not null)
        {
            PartialFiles.Read(extended, Take);
        }

        for (var i = 0; i < _buffer.Count; i++)
        {
            if (_buffer[i].Offset >= bufferFrom)
            {
                Take(_buffer[i]);
            }
        }

        Flush();
        table.Publish(Metadata(covered));
    }

    private Dictionary<string, string> Metadata(long covered)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ArchiveLayout.CoveredKey] = covered.ToString(CultureInfo.InvariantCulture),
            [ArchiveLayout.EpochLengthKey] = source.Epochs.ToString(),
        };
        if (identity is not null)
        {
            metadata.Add(ArchiveLayout.IdentityKey, identity);
        }

        return metadata;
    }
}
