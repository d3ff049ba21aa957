using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>What the stream has stored: its ledger beside the rows that are really there.</summary>
internal sealed class StoredEpochs(ClickHouseDatabase database)
{
    /// <summary>The epochs of a log from a cut on, in order.</summary>
    public async Task<IReadOnlyList<StoredEpoch>> ReadAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation)
    {
        // The ledger first: rows are written before it, so that what it says is there in every later read.
        var ledger = await new Ledgers(database).StreamAsync(DefinitionVersion.Of(plan), from, cancellation, log).ConfigureAwait(false);
        if (ledger.Count == 0)
        {
            return [];
        }

        // Rows of no entry of the ledger are of no interest, so the smallest epoch needs not be that of the cut, which may not name every
        // partition.
        var smallest = ledger.Min(e => e.Ledger.Epoch.Epoch).ToString(CultureInfo.InvariantCulture);
        var rows = (await database.QueryAsync(
            $"SELECT {SystemColumns.Partition}, {SystemColumns.Epoch}, toInt64(count()) FROM {new JobTables(database, plan).Stream} FINAL "
            + $"WHERE {Ownership.StreamOwnsSql(ManifestSource.Map(from), [(ClickHouseSql.Text(log), smallest)])} "
            + $"GROUP BY {SystemColumns.Partition}, {SystemColumns.Epoch}",
            r => (Epoch: new EpochId(new LogPartition(log, r.GetInt32(0)), r.GetInt64(1)), Rows: r.GetInt64(2)), cancellation)
                .ConfigureAwait(false))
            .ToDictionary(e => e.Epoch, e => e.Rows);
        return [.. ledger.Select(e => new StoredEpoch(e.Ledger, rows.GetValueOrDefault(e.Ledger.Epoch)))];
    }
}
