using System.Globalization;
using Unified.Contracts;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;

namespace Unified.Serving.Proof;

/// <summary>
/// Replaces the stream's rows of whole epochs by rows that were computed again, without a moment in which a reader misses any.
/// </summary>
public sealed class StreamRepair(ClickHouseDatabase database)
{
    /// <summary>Replaces epochs; repeating it is harmless.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="recomputed">The rows of whole epochs.</param>
    /// <param name="cancellation">Stops it; what is half done is done by repeating it.</param>
    /// <exception cref="DataException">An epoch was not computed to its end: nothing is written.</exception>
    // First the right rows, under a covered offset above everything that is stored for the epoch, so that they win whatever merges
    // ClickHouse runs meanwhile; then everything of the epoch below that offset goes: what the right rows replaced, and rows that must not
    // exist.
    public async Task RepairAsync(JobPlan plan, IReadOnlyList<EpochRows> recomputed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(recomputed);
        foreach (var (epoch, covered) in recomputed.Select(r => (r.Ledger.Epoch, r.Ledger.Covered)))
        {
            if (plan.Source(epoch.Partition).Epochs.End(epoch.Epoch) is var end && covered != end)
            {
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"Job '{plan.Job}': {epoch} was computed up to offset {covered}, not to its end {end}. Repair whole epochs only."));
            }
        }

        if (recomputed.Count == 0)
        {
            return;
        }

        var stored = await new LedgerSums(database).CoveredAsync(plan, EpochRanges.Of(recomputed.Select(r => r.Ledger.Epoch)), cancellation)
            .ConfigureAwait(false);
        var winning = recomputed.Select(r => (Rows: r, Covered: Math.Max(r.Ledger.Covered, stored.GetValueOrDefault(r.Ledger.Epoch)) + 1))
            .ToArray();
        var server = new ClickHouseStatements(database);
        await new StreamRows(server).InsertAsync(plan, winning, cancellation).ConfigureAwait(false);
        await new Ledgers(server).WriteStreamAsync(plan, winning.Select(w => w.Rows.Ledger with
        {
            Covered = w.Covered,
            RowsCovered = w.Rows.Rows.Length > 0 ? w.Covered : 0,
        }), cancellation)
            .ConfigureAwait(false);
        var superseded = string.Join(" OR ", winning.Select(w => string.Create(
            CultureInfo.InvariantCulture, $"({EpochRanges.Of([w.Rows.Ledger.Epoch]).Stream} AND {SystemColumns.Covered} < {w.Covered})")));
        await database.ExecuteAsync(
            $"ALTER TABLE {new JobTables(database, plan).Stream} DELETE WHERE {superseded}", cancellation, ("mutations_sync", 2))
                .ConfigureAwait(false);
    }
}
