using System.Globalization;
using Unified.Epochs;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>One entry of a ledger.</summary>
/// <param name="Key">The job version.</param>
/// <param name="Layer">stream or batch.</param>
/// <param name="Generation">The generation that computed it; 0 in the stream.</param>
/// <param name="Ledger">What became of the records of an epoch or a day.</param>
/// <param name="Code">The code that wrote it.</param>
internal sealed record LedgerEntry(VersionKey Key, string Layer, ulong Generation, EpochLedger Ledger, string Code);

/// <summary>The ledgers of both layers.</summary>
internal static class LedgerTable
{
    public const string StreamLayer = "stream";
    public const string BatchLayer = "batch";

    public static readonly Table<LedgerEntry> Table = new(
        "unified_ledger", "ReplacingMergeTree(covered) ORDER BY (job, version, layer, generation, log, p, epoch)",
        new LedgerEntry(default, "", 0, new EpochLedger(default, 0, default), ""))
    {
        { "job", Text, e => e.Key.Job, (e, v) => e with { Key = e.Key with { Job = v } } },
        { "version", Text, e => e.Key.Version, (e, v) => e with { Key = e.Key with { Version = v } } },
        { "layer", Word, e => e.Layer, (e, v) => e with { Layer = v } },
        { "generation", Unsigned, e => e.Generation, (e, v) => e with { Generation = v } },
        { "log", Word, e => e.Ledger.Epoch.Partition.Log, (e, v) =>
            At(e, e.Ledger.Epoch with { Partition = e.Ledger.Epoch.Partition with { Log = v } }) },
        { "p", Integer, e => e.Ledger.Epoch.Partition.Number,
            (e, v) => At(e, e.Ledger.Epoch with { Partition = e.Ledger.Epoch.Partition with { Number = v } }) },
        { "epoch", Long, e => e.Ledger.Epoch.Epoch, (e, v) => At(e, e.Ledger.Epoch with { Epoch = v }) },
        { "covered", Long, e => e.Ledger.Covered, (e, v) => e with { Ledger = e.Ledger with { Covered = v } } },
        { "read", Long, e => e.Ledger.Counts.Read, (e, v) => Counted(e, e.Ledger.Counts with { Read = v }) },
        { "emitted", Long, e => e.Ledger.Counts.Emitted, (e, v) => Counted(e, e.Ledger.Counts with { Emitted = v }) },
        { "filtered", Long, e => e.Ledger.Counts.Filtered, (e, v) => Counted(e, e.Ledger.Counts with { Filtered = v }) },
        { "quarantined", Long, e => e.Ledger.Counts.Quarantined, (e, v) => Counted(e, e.Ledger.Counts with { Quarantined = v }) },
        { "foreign_events", Long, e => e.Ledger.Foreign, (e, v) => e with { Ledger = e.Ledger with { Foreign = v } } },
        { "rows", Long, e => e.Ledger.Rows, (e, v) => e with { Ledger = e.Ledger with { Rows = v } } },
        { "rows_covered", Long, e => e.Ledger.RowsCovered, (e, v) => e with { Ledger = e.Ledger with { RowsCovered = v } } },
        { "code", Text, e => e.Code, (e, v) => e with { Code = v } },
        // By the server's clock.
        "_written DateTime64(6, 'UTC') MATERIALIZED now64(6)",
    };

    /// <summary>The stream's, of epochs that a predicate selects, by epoch.</summary>
    public static RowQuery<LedgerEntry> Stream(VersionKey key, string epochs, Func<EpochId, bool> selected) => new(
        Table, $"{key} AND layer = '{StreamLayer}' AND generation = 0 AND ({epochs}) ORDER BY log, p, epoch",
        all => Ordered(all.Where(e => e.Key == key && e.Layer == StreamLayer && e.Generation == 0 && selected(e.Ledger.Epoch))));

    /// <summary>A generation's, by epoch.</summary>
    public static RowQuery<LedgerEntry> Batch(VersionKey key, ulong generation) => new(
        Table, string.Create(CultureInfo.InvariantCulture,
            $"{key} AND layer = '{BatchLayer}' AND generation = {generation} ORDER BY log, p, epoch"),
        all => Ordered(all.Where(e => e.Key == key && e.Layer == BatchLayer && e.Generation == generation)));

    private static IEnumerable<LedgerEntry> Ordered(IEnumerable<LedgerEntry> entries) => entries.OrderBy(e => e.Ledger.Epoch);

    private static LedgerEntry At(LedgerEntry entry, EpochId epoch) => entry with { Ledger = entry.Ledger with { Epoch = epoch } };

    private static LedgerEntry Counted(LedgerEntry entry, LedgerCounts counts) =>
        entry with { Ledger = entry.Ledger with { Counts = counts } };
}
