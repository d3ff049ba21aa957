using System.Globalization;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>The ledgers of both layers: what became of the records of each epoch. All SQL over them stands here.</summary>
internal sealed class Ledgers(ClickHouseDatabase database)
{
    private const string Stream = $"layer = '{LedgerTable.StreamLayer}' AND generation = 0";

    private static readonly Table<LedgerEntry> Table = LedgerTable.Table;

    public Task WriteStreamAsync(JobPlan plan, IEnumerable<EpochLedger> entries, CancellationToken cancellation) =>
        WriteAsync(plan, LedgerTable.StreamLayer, 0, entries, cancellation);

    public Task WriteBatchAsync(JobPlan plan, ulong generation, IEnumerable<EpochLedger> entries, CancellationToken cancellation) =>
        WriteAsync(plan, LedgerTable.BatchLayer, generation, entries, cancellation);

    /// <summary>The stream's ledger of some epochs, by epoch.</summary>
    public Task<IReadOnlyList<LedgerEntry>> StreamAsync(JobPlan plan, EpochRanges ranges, CancellationToken cancellation) =>
        ReadAsync(DefinitionVersion.Of(plan), $"{Stream} AND {ranges.Ledger}", cancellation);

    /// <summary>The stream's ledger from a cut on, by epoch; of one log, or of all. This program may have no plan of the version.</summary>
    public Task<IReadOnlyList<LedgerEntry>> StreamAsync(DefinitionVersion version, Cut from, CancellationToken cancellation,
        string? log = null) =>
        ReadAsync(version,
            $"{Stream} AND epoch >= ({ManifestSource.Map(from)})[{Partition}]"
                + $"{(log is null ? "" : $" AND log = {ClickHouseSql.Text(log)}")}", cancellation);

    /// <summary>The ledger of a generation.</summary>
    public Task<IReadOnlyList<LedgerEntry>> BatchAsync(JobPlan plan, ulong generation, CancellationToken cancellation) => ReadAsync(
        DefinitionVersion.Of(plan), string.Create(CultureInfo.InvariantCulture,
            $"layer = '{LedgerTable.BatchLayer}' AND generation = {generation}"), cancellation);

    /// <summary>For each partition the newest epoch that the stream has begun.</summary>
    public async Task<Dictionary<LogPartition, long>> NewestAsync(JobPlan plan, CancellationToken cancellation) =>
        (await database.QueryAsync(
        $"SELECT log, p, max(epoch) FROM {database.Table(Table.Name)} WHERE {VersionKey.Of(plan)} AND {Stream} GROUP BY log, p",
        r => (Partition: new LogPartition(r.GetString(0), r.GetInt32(1)), Epoch: r.GetInt64(2)), cancellation).ConfigureAwait(false))
        .ToDictionary(e => e.Partition, e => e.Epoch);

    /// <summary>
    /// The epochs whose rows the stream once wrote and that are not there any more: the ledger, which is never collected, says which had
    /// some.
    /// </summary>
    /// <param name="plan">The job.</param>
    /// <param name="ranges">The epochs that are asked for.</param>
    /// <param name="dropping">
    /// For each log the epoch below which a collection is under way: some rows of an epoch may be there still.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<EpochId>> WithoutRowsAsync(
        JobPlan plan, EpochRanges ranges, IReadOnlyDictionary<string, long> dropping, CancellationToken cancellation) =>
            database.QueryAsync(
        $"SELECT log, p, epoch FROM {Table.From(database)} WHERE {VersionKey.Of(plan)} AND {Stream} AND emitted > 0 AND {ranges.Ledger} "
        + $"AND (epoch < ({ManifestSource.Map(dropping)})[log] OR (log, p, epoch) NOT IN (SELECT DISTINCT {StreamEpoch} "
        + $"FROM {new JobTables(database, plan).Stream} WHERE {ranges.Stream})) ORDER BY log, p, epoch", Epoch, cancellation);

    /// <summary>The highest covered offset that is stored for each of some epochs, in rows or ledger.</summary>
    public async Task<Dictionary<EpochId, long>> CoveredAsync(JobPlan plan, EpochRanges ranges, CancellationToken cancellation) =>
        (await database.QueryAsync(
        $"SELECT log, p, epoch, max(covered) FROM (SELECT {StreamEpoch}, {SystemColumns.Covered} AS covered FROM "
            + $"{new JobTables(database, plan).Stream} "
        + $"WHERE {ranges.Stream} UNION ALL SELECT log, p, epoch, covered FROM {database.Table(Table.Name)} "
        + $"WHERE {VersionKey.Of(plan)} AND {Stream} AND {ranges.Ledger}) GROUP BY log, p, epoch",
        r => (Epoch: Epoch(r), Covered: r.GetInt64(3)), cancellation).ConfigureAwait(false)).ToDictionary(e => e.Epoch, e => e.Covered);

    /// <summary>Totals of the stream's ledger, and of that of the generations that are in the answer or wait for it.</summary>
    public Task<IReadOnlyList<LedgerTotal>> TotalsAsync(JobPlan plan, CancellationToken cancellation) => database.QueryAsync(
        "SELECT layer, log, p, toInt64(count()), sum(e.1), sum(e.2), sum(e.3), sum(e.4), min(e.1 = e.2 + e.3 + e.4), sum(e.5) FROM "
        // An epoch may be in several generations: its newest entry counts.
        + "(SELECT layer, log, p, epoch, argMax((read, emitted, filtered, quarantined, foreign_events), (generation, covered)) AS e "
        + $"FROM {Table.From(database)} WHERE {VersionKey.Of(plan)} GROUP BY layer, log, p, epoch) GROUP BY layer, log, p ORDER BY layer, "
        + $"log, p",
        r => new LedgerTotal(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6),
            r.GetInt64(7),
            Convert.ToInt32(r.GetValue(8), CultureInfo.InvariantCulture) != 0, r.GetInt64(9)), cancellation);

    // The text of a partition, as LogPartition writes it.
    private const string Partition = "concat(log, '/', toString(p))";

    private const string StreamEpoch = $"{SystemColumns.Log} AS log, {SystemColumns.Partition} AS p, {SystemColumns.Epoch} AS epoch";

    private static EpochId Epoch(global::ClickHouse.Driver.ADO.Readers.ClickHouseDataReader r) =>
        new(new LogPartition(r.GetString(0), r.GetInt32(1)), r.GetInt64(2));

    private async Task<IReadOnlyList<LedgerEntry>> ReadAsync(DefinitionVersion version, string where, CancellationToken cancellation) =>
    [
        .. (await Table.ReadAsync(database, $"{new VersionKey(version.Job, version.Version)} AND {where} ORDER BY log, p, epoch",
            cancellation).ConfigureAwait(false))
            .Select(e => e with { Ledger = e.Ledger with { Covered = Covered(version, e.Ledger) } }),
    ];

    // A repaired epoch is stored with a covered offset beyond its end, so that it wins for ever; to its readers it is covered to the end.
    private static long Covered(DefinitionVersion version, EpochLedger ledger) =>
        ledger.Epoch.Partition.Number == LogPartition.History || version.Find(ledger.Epoch.Partition.Log) is not { } source
            ? ledger.Covered : Math.Min(ledger.Covered, source.Epochs.End(ledger.Epoch.Epoch));

    private Task WriteAsync(JobPlan plan, string layer, ulong generation, IEnumerable<EpochLedger> entries,
        CancellationToken cancellation) =>
        Table.InsertAsync(database,
            [.. entries.Select(e => new LedgerEntry(VersionKey.Of(plan), layer, generation, e, database.Options.Code))], cancellation);
}
