using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Streaming.Runtime;

/// <summary>
/// What the tables hold of a partition from the cut on, and so where its stream goes on. The ledger says what was computed, the rows
/// beside it whether that is still there: either may have been lost, or come out of an older copy.
/// </summary>
internal sealed class StoredPartition
{
    private readonly EpochLength _epochs;
    private readonly Dictionary<long, long> _covered = [];
    private readonly HashSet<long> _whole = [];
    private readonly HashSet<long> _doubtful = [];

    /// <param name="partition">The partition.</param>
    /// <param name="epochs">The log's epochs.</param>
    /// <param name="cut">Tells which epochs the stream owns.</param>
    /// <param name="stored">What is stored of the partition, in any order; what the stream does not own does not count.</param>
    public StoredPartition(LogPartition partition, EpochLength epochs, Cut cut, IEnumerable<StoredEpoch> stored)
    {
        (_epochs, Next) = (epochs, cut.Of(partition));
        var lost = false;
        foreach (var epoch in stored.Where(s => Ownership.StreamOwns(cut, s.Ledger.Epoch)).OrderByDescending(s => s.Ledger.Epoch.Epoch))
        {
            var number = epoch.Ledger.Epoch.Epoch;
            // A repair stores an epoch beyond its end, so that its rows win.
            _covered[number] = Math.Min(epoch.Ledger.Covered, epochs.End(number));
            End = Math.Max(End, _covered[number]);
            if (_covered[number] == epochs.End(number) && epoch.HasRows)
            {
                _whole.Add(number);
            }

            if (lost && epoch.RowsFound > 0)
            {
                _doubtful.Add(number);
            }

            lost = epoch.LacksRows || (lost && epoch.RowsFound == 0);
        }

        while (Has(Next) && !IsDoubtful(Next))
        {
            Next++;
        }
    }

    /// <summary>
    /// The first epoch from the cut on that is not stored to its end with all its rows, or is doubtful: there the stream goes on.
    /// </summary>
    public long Next { get; }

    /// <summary>The log was read up to here; 0 when nothing is stored.</summary>
    public long End { get; }

    /// <summary>True when an epoch is stored to its end, with all its rows.</summary>
    public bool Has(long epoch) => _whole.Contains(epoch);

    /// <summary>
    /// True when the rows after an epoch's own are lost: then the table may have come out of an older copy, and its last epoch is as it
    /// was then, with as many rows perhaps as the ledger says. It is read again where that is possible.
    /// </summary>
    public bool IsDoubtful(long epoch) => _doubtful.Contains(epoch);

    /// <summary>
    /// How far the ledger covers an epoch; its first offset when it does not. Rows that cover less must not be written: they would take
    /// the place of lost ones under a ledger that claims more.
    /// </summary>
    public long Covered(long epoch) => _covered.GetValueOrDefault(epoch, _epochs.First(epoch));
}
