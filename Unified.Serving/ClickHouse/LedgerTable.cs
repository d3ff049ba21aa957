using System.Globalization;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.Versions;

namespace Unified.Serving.ClickHouse;

/// <summary>One entry of a ledger, and the code that wrote it.</summary>
internal sealed record LedgerEntry(EpochLedger Ledger, string Code);

/// <summary>The ledgers of both layers: what became of the records of each epoch.</summary>
internal sealed class LedgerTable(ClickHouseDatabase database)
{
    private const string StreamLayer = "stream";
    private const string BatchLayer = "batch";

    public Task WriteStreamAsync(JobPlan plan, IReadOnlyCollection<EpochLedger> entries, CancellationToken cancellation) =>
        WriteAsync(plan, StreamLayer, 0, entries, cancellation);

    public Task WriteBatchAsync(JobPlan plan, ulong generation, IReadOnlyCollection<EpochLedger> entries, CancellationToken cancellation) =>
        WriteAsync(plan, BatchLayer, generation, entries, cancellation);

    /// <summary>The stream's ledger, of the wanted epochs.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="where">A predicate over p and epoch.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<LedgerEntry>> StreamAsync(JobPlan plan, string where, CancellationToken cancellation) =>
        StreamAsync(DefinitionVersion.Of(plan), where, cancellation);

    /// <summary>The stream's ledger of a version that this program may not have a plan of.</summary>
    public Task<IReadOnlyList<LedgerEntry>> StreamAsync(DefinitionVersion version, string where, CancellationToken cancellation) =>
        ReadAsync(version, $"layer = '{StreamLayer}' AND generation = 0 AND ({where})", cancellation);

    /// <summary>For each partition the newest epoch that the stream has begun.</summary>
    public async Task<Dictionary<int, long>> NewestAsync(JobPlan plan, CancellationToken cancellation) =>
        (await database.QueryAsync(
            $"SELECT p, max(epoch) FROM {database.Table(SharedTables.Ledger)} WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} "
            + $"AND layer = '{StreamLayer}' GROUP BY p", r => (P: r.GetInt32(0), Epoch: r.GetInt64(1)), cancellation).ConfigureAwait(false)).ToDictionary(e => e.P, e => e.Epoch);

    /// <summary>The ledger of a generation.</summary>
    public Task<IReadOnlyList<LedgerEntry>> BatchAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        ReadAsync(DefinitionVersion.Of(plan), string.Create(CultureInfo.InvariantCulture, $"layer = '{BatchLayer}' AND generation = {generation}"), cancellation);

    private async Task<IReadOnlyList<LedgerEntry>> ReadAsync(DefinitionVersion version, string where, CancellationToken cancellation) =>
        await database.QueryAsync(
            $"SELECT p, epoch, covered, read, emitted, filtered, quarantined, code, foreign_events FROM {database.Table(SharedTables.Ledger)} FINAL "
            + $"WHERE job = {ClickHouseSql.Text(version.Job)} AND version = {ClickHouseSql.Text(version.Version)} AND {where} ORDER BY p, epoch",
            r => new LedgerEntry(
                new EpochLedger(new EpochId(r.GetInt32(0), r.GetInt64(1)), Covered(version, r.GetInt64(1), r.GetInt64(2)),
                    new LedgerCounts(r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6)))
                { Foreign = r.GetInt64(8) },
                r.GetString(7)),
            cancellation).ConfigureAwait(false);

    // A repaired epoch is stored with a covered offset beyond its end, so that it wins for ever; to its readers it is covered to the end.
    private static long Covered(DefinitionVersion version, long epoch, long covered) => epoch < 0 ? covered : Math.Min(covered, version.Source.Epochs.End(epoch));

    private Task WriteAsync(JobPlan plan, string layer, ulong generation, IReadOnlyCollection<EpochLedger> entries, CancellationToken cancellation) =>
        database.InsertJsonAsync(
            $"{database.Table(SharedTables.Ledger)} (job, version, layer, generation, p, epoch, covered, read, emitted, filtered, quarantined, code, foreign_events)",
            entries, (json, entry) =>
            {
                json.WriteString("job", plan.Job);
                json.WriteString("version", plan.Version);
                json.WriteString("layer", layer);
                json.WriteNumber("generation", generation);
                json.WriteNumber("p", entry.Epoch.Partition);
                json.WriteNumber("epoch", entry.Epoch.Epoch);
                json.WriteNumber("covered", entry.Covered);
                json.WriteNumber("read", entry.Counts.Read);
                json.WriteNumber("emitted", entry.Counts.Emitted);
                json.WriteNumber("filtered", entry.Counts.Filtered);
                json.WriteNumber("quarantined", entry.Counts.Quarantined);
                json.WriteString("code", database.Options.Code);
                json.WriteNumber("foreign_events", entry.Foreign);
            }, cancellation);
}
