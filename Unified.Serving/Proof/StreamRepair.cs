using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Proof;

/// <summary>Replaces the stream's rows of whole epochs by rows that were computed again, without a moment in which a reader misses any.</summary>
public sealed class StreamRepair(ClickHouseDatabase database)
{
    // First the right rows, under a covered offset above everything that is stored for the epoch, so that they win whatever merges ClickHouse
    // runs meanwhile; then everything of the epoch below that offset goes: what the right rows replaced, and rows that must not exist.
    public async Task RepairAsync(JobPlan plan, IReadOnlyList<EpochRows> recomputed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(recomputed);
        foreach (var rows in recomputed.Where(r => r.Ledger.Covered != plan.Source.Epochs.End(r.Ledger.Epoch.Epoch)))
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}': {rows.Ledger.Epoch} was computed up to offset {rows.Ledger.Covered}, not to its end {plan.Source.Epochs.End(rows.Ledger.Epoch.Epoch)}. Repair whole epochs only."));
        }

        if (recomputed.Count == 0)
        {
            return;
        }

        var stored = await StoredAsync(plan, recomputed, cancellation).ConfigureAwait(false);
        var winning = recomputed.Select(r => (Rows: r, Covered: Math.Max(r.Ledger.Covered, stored.GetValueOrDefault(r.Ledger.Epoch)) + 1)).ToArray();
        var ledger = new LedgerTable(database);
        await new StreamRows(database).InsertAsync(plan, winning, cancellation).ConfigureAwait(false);
        await ledger.WriteStreamAsync(plan, [.. winning.Select(w => w.Rows.Ledger with { Covered = w.Covered })], cancellation).ConfigureAwait(false);
        var superseded = string.Join(" OR ", winning.Select(w => $"({Epoch(w.Rows, SystemColumns.Partition, SystemColumns.Epoch)} AND {SystemColumns.Covered} < {Text(w.Covered)})"));
        await database.ExecuteAsync(
            $"ALTER TABLE {new JobTables(database, plan).Stream} DELETE WHERE {superseded}", cancellation, ("mutations_sync", 2)).ConfigureAwait(false);
    }

    /// <summary>The highest covered offset that is stored for each epoch, in rows or ledger.</summary>
    private async Task<Dictionary<EpochId, long>> StoredAsync(JobPlan plan, IReadOnlyList<EpochRows> epochs, CancellationToken cancellation)
    {
        var rows = string.Join(" OR ", epochs.Select(e => $"({Epoch(e, SystemColumns.Partition, SystemColumns.Epoch)})"));
        var entries = string.Join(" OR ", epochs.Select(e => $"({Epoch(e, "p", "epoch")})"));
        return (await database.QueryAsync(
            $"SELECT p, epoch, max(covered) FROM (SELECT {SystemColumns.Partition} AS p, {SystemColumns.Epoch} AS epoch, {SystemColumns.Covered} AS covered "
            + $"FROM {new JobTables(database, plan).Stream} WHERE {rows} UNION ALL SELECT p, epoch, covered FROM {database.Table(SharedTables.Ledger)} "
            + $"WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} AND layer = 'stream' AND ({entries})) GROUP BY p, epoch",
            r => (Epoch: new EpochId(r.GetInt32(0), r.GetInt64(1)), Covered: r.GetInt64(2)), cancellation).ConfigureAwait(false)).ToDictionary(e => e.Epoch, e => e.Covered);
    }

    private static string Epoch(EpochRows rows, string p, string epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"{p} = {rows.Ledger.Epoch.Partition} AND {epoch} = {rows.Ledger.Epoch.Epoch}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
