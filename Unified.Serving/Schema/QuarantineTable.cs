using Unified.Contracts;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>A quarantined record, and when it was seen first.</summary>
internal sealed record StoredRecord(QuarantinedRecord Record, DateTimeOffset FirstSeen);

/// <summary>The records that could not be decoded or computed, each once.</summary>
internal static class QuarantineTable
{
    public static readonly Table<StoredRecord> Table = new(
        // The version of a row falls with time: the first sighting of a record stays.
        "unified_quarantine", "ReplacingMergeTree(_age) ORDER BY (log, p, offset, job)",
        new StoredRecord(new QuarantinedRecord(default, 0, "", "", default), default))
    {
        { "log", Word, q => q.Record.Partition.Log, (q, v) =>
            q with { Record = q.Record with { Partition = q.Record.Partition with { Log = v } } } },
        { "p", Integer, q => q.Record.Partition.Number, (q, v) =>
            q with { Record = q.Record with { Partition = q.Record.Partition with { Number = v } } } },
        { "offset", Long, q => q.Record.Offset, (q, v) => q with { Record = q.Record with { Offset = v } } },
        { "job", Text, q => q.Record.Job, (q, v) => q with { Record = q.Record with { Job = v } } },
        { "reason", Text, q => q.Record.Reason, (q, v) => q with { Record = q.Record with { Reason = v } } },
        { "raw", Bytes, q => q.Record.Raw, (q, v) => q with { Record = q.Record with { Raw = v } } },
        { "first_seen", Instant, q => q.FirstSeen, (q, v) => q with { FirstSeen = v } },
        "_age Int64 MATERIALIZED -toUnixTimestamp64Micro(first_seen)",
    };
}
