using Unified.Contracts;
using Unified.Plans;

namespace Unified.Serving.Rows;

/// <summary>Writes the stream layer's flushes: rows, then the ledger, so that what the ledger says is covered can be read.</summary>
internal sealed class FlushWriter(IStatements server, Ledgers ledgers, CutGrowth growth)
{
    private readonly StreamRows _rows = new(server);

    // Every write may be repeated: the higher covered offset wins, and rows of equal offsets are equal.
    public async Task WriteAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation)
    {
        await growth.EnsureAsync(plan, flush.Select(f => f.Ledger.Epoch.Partition), cancellation).ConfigureAwait(false);
        await _rows.InsertAsync(plan, flush.Select(f => (f, f.Ledger.Covered)), cancellation).ConfigureAwait(false);
        await ledgers.WriteStreamAsync(plan, flush.Select(f => f.Ledger), cancellation).ConfigureAwait(false);
    }
}
