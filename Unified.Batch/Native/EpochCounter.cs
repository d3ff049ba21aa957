using Unified.Epochs;
using Unified.Physical;

namespace Unified.Batch.Native;

/// <summary>
/// Cuts the counts of a run that goes through many epochs into one ledger entry an epoch. How many rows an epoch has alone is not known
/// here: the groups of the epochs are merged already.
/// </summary>
internal sealed class EpochCounter(StageRun run)
{
    private readonly List<EpochLedger> _ledger = [];
    private LedgerCounts _before = run.Counts;
    private long _foreignBefore = run.Foreign;

    public IReadOnlyList<EpochLedger> Ledger => _ledger;

    /// <summary>Everything since the last call was of <paramref name="epoch"/>.</summary>
    public void Close(EpochId epoch, long covered)
    {
        var (now, before) = (run.Counts, _before);
        _before = now;
        _ledger.Add(new EpochLedger(epoch, covered, new LedgerCounts(now.Read - before.Read, now.Emitted - before.Emitted,
            now.Filtered - before.Filtered, now.Quarantined - before.Quarantined))
        { Foreign = run.Foreign - _foreignBefore });
        _foreignBefore = run.Foreign;
    }
}
