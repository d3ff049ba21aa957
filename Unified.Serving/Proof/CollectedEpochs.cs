using System.Globalization;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Proof;

/// <summary>Which promoted epochs have no rows of the stream any more: the ledger, which is never collected, says which had some.</summary>
internal static class CollectedEpochs
{
    /// <param name="database">The tables.</param>
    /// <param name="plan">The job.</param>
    /// <param name="ranges">The epochs that are asked for.</param>
    /// <param name="dropping">Below it a collection is under way: some rows of an epoch may be there still.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Task<IReadOnlyList<EpochId>> ReadAsync(ClickHouseDatabase database, JobPlan plan, EpochRanges ranges, long dropping, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT p, epoch FROM {database.Table(SharedTables.Ledger)} FINAL WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} "
        + $"AND layer = 'stream' AND emitted > 0 AND {ranges.Ledger} AND (epoch < {dropping.ToString(CultureInfo.InvariantCulture)} OR (p, epoch) NOT IN (SELECT DISTINCT {SystemColumns.Partition}, {SystemColumns.Epoch} "
        + $"FROM {new JobTables(database, plan).Stream} WHERE {ranges.Stream}))", r => new EpochId(r.GetInt32(0), r.GetInt64(1)), cancellation);
}
