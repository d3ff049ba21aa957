using Unified.Epochs;
using Unified.Physical;

namespace Unified.Batch.Native;

/// <summary>Cuts the counts of a fold that goes through many epochs into one ledger entry an epoch.</summary>
internal sealed class EpochCounter(EpochFold fold)
{
    private readonly List<EpochLedger> _ledger = [];
    private LedgerCounts _before = fold.Counts;
    private long _foreignBefore = fold.Foreign;

    public IReadOnlyList<EpochLedger> Ledger => _ledger;

    /// <summary>Everything since the last call was of <paramref name="epoch"/>.</summary>
    public void Close(EpochId epoch, long covered)
    {
        var (now, before) = (fold.Counts, _before);
        _before = now;
        _ledger.Add(new EpochLedger(epoch, covered, new LedgerCounts(now.Read - before.Read, now.Emitted - before.Emitted,
            now.Filtered - before.Filtered, now.Quarantined - before.Quarantined))
        { Foreign = fold.Foreign - _foreignBefore });
        _foreignBefore = fold.Foreign;
    }
}
