using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// The ledgers of both layers: what became of the records of each epoch. Whoever adds them up in SQL is <see cref="LedgerSums"/>.
/// </summary>
internal sealed class Ledgers(IStatements server)
{
    public Task WriteStreamAsync(JobPlan plan, IEnumerable<EpochLedger> entries, CancellationToken cancellation) =>
        WriteAsync(plan, LedgerTable.StreamLayer, 0, entries, cancellation);

    public Task WriteBatchAsync(JobPlan plan, ulong generation, IEnumerable<EpochLedger> entries, CancellationToken cancellation) =>
        WriteAsync(plan, LedgerTable.BatchLayer, generation, entries, cancellation);

    /// <summary>The stream's ledger of some epochs, by epoch.</summary>
    public Task<IReadOnlyList<LedgerEntry>> StreamAsync(JobPlan plan, EpochRanges ranges, CancellationToken cancellation) =>
        ReadAsync(DefinitionVersion.Of(plan), LedgerTable.Stream(VersionKey.Of(plan), ranges.Ledger, ranges.Contains), cancellation);

    /// <summary>The stream's ledger from a cut on, by epoch; of one log, or of all. This program may have no plan of the version.</summary>
    public Task<IReadOnlyList<LedgerEntry>> StreamAsync(DefinitionVersion version, Cut from, CancellationToken cancellation,
        string? log = null) =>
        ReadAsync(version, LedgerTable.Stream(new VersionKey(version.Job, version.Version),
            string.Join(" OR ", Logs(version, from, log).Select(l => EpochRanges.From(from, l, "log", "p", "epoch")).DefaultIfEmpty("0")),
            e => (log is null || e.Partition.Log == log) && e.Epoch >= from.Of(e.Partition)), cancellation);

    /// <summary>The ledger of a generation.</summary>
    public Task<IReadOnlyList<LedgerEntry>> BatchAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        ReadAsync(DefinitionVersion.Of(plan), LedgerTable.Batch(VersionKey.Of(plan), generation), cancellation);

    /// <summary>For each partition the newest epoch that the stream has begun.</summary>
    public Task<IReadOnlyDictionary<LogPartition, long>> NewestAsync(JobPlan plan, CancellationToken cancellation) =>
        server.NewestEpochsAsync(VersionKey.Of(plan), cancellation);

    /// <summary>
    /// The epochs whose rows the stream once wrote and that are not all there any more: the ledger, which is never collected, says how many
    /// each had. That one row of an epoch is there is not to say that the epoch is: somebody may have written late what was collected.
    /// </summary>
    /// <param name="plan">The job.</param>
    /// <param name="ranges">The epochs that are asked for.</param>
    /// <param name="collected">For each partition the epoch below which rows are collected, whatever is there.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<EpochId>> WithoutRowsAsync(
        JobPlan plan, EpochRanges ranges, Cut collected, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(collected);
        var ledger = await StreamAsync(plan, ranges, cancellation).ConfigureAwait(false);
        var there = await server.StreamRowsAsync(VersionKey.Of(plan), ranges, cancellation).ConfigureAwait(false);
        return
        [
            // An entry of older code says that there were events, and not how many rows they had.
            .. ledger.Select(e => e.Ledger).Where(e => e.Counts.Emitted > 0 && (e.Epoch.Epoch < collected.Of(e.Epoch.Partition)
                || there.GetValueOrDefault(e.Epoch).Rows < Math.Max(1, e.Rows))).Select(e => e.Epoch).Order(),
        ];
    }

    private static IEnumerable<string> Logs(DefinitionVersion version, Cut from, string? log) =>
        log is null ? version.Sources.Select(s => s.Name).Union(from.Epochs.Keys.Select(p => p.Log)) : [log];

    private async Task<IReadOnlyList<LedgerEntry>> ReadAsync(
        DefinitionVersion version, RowQuery<LedgerEntry> query, CancellationToken cancellation) =>
    [
        .. (await server.ReadAsync(query, cancellation).ConfigureAwait(false))
            .Select(e => e with { Ledger = e.Ledger with { Covered = Covered(version, e.Ledger) } }),
    ];

    // A repaired epoch is stored with a covered offset beyond its end, so that it wins for ever; to its readers it is covered to the end.
    private static long Covered(DefinitionVersion version, EpochLedger ledger) =>
        ledger.Epoch.Partition.Number == LogPartition.History || version.Find(ledger.Epoch.Partition.Log) is not { } source
            ? ledger.Covered : Math.Min(ledger.Covered, source.Epochs.End(ledger.Epoch.Epoch));

    private Task WriteAsync(JobPlan plan, string layer, ulong generation, IEnumerable<EpochLedger> entries,
        CancellationToken cancellation) =>
        server.InsertAsync(LedgerTable.Table,
            [.. entries.Select(e => new LedgerEntry(VersionKey.Of(plan), layer, generation, e, server.Code))], cancellation);
}
