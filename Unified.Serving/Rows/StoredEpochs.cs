using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>What the stream has stored: its ledger beside the rows that are really there.</summary>
internal sealed class StoredEpochs(IStatements server)
{
    /// <summary>The epochs of a log from a cut on, in order.</summary>
    public async Task<IReadOnlyList<StoredEpoch>> ReadAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation)
    {
        // The ledger first: rows are written before it, so that what it says is there in every later read.
        var ledger = await new Ledgers(server).StreamAsync(DefinitionVersion.Of(plan), from, cancellation, log).ConfigureAwait(false);
        if (ledger.Count == 0)
        {
            return [];
        }

        var rows = await server.StreamRowsAsync(VersionKey.Of(plan), [log], from, cancellation).ConfigureAwait(false);
        return [.. ledger.Select(e => Of(e.Ledger, rows.GetValueOrDefault(e.Ledger.Epoch)))];
    }

    private static StoredEpoch Of(EpochLedger ledger, StoredEpochRows found) =>
        new(ledger, found.Rows) { RowsCovered = found.Covered };
}
