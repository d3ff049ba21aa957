using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Parity.Tests.Model;

/// <summary>What an epoch's rows and counts are after each of its records.</summary>
internal sealed class EpochReference(JobPlan plan, EpochId epoch)
{
    private readonly Dictionary<string, UInt128> _known = new(StringComparer.Ordinal);
    private readonly List<(long Covered, UInt128 Rows, LedgerCounts Counts)> _steps =
        [(plan.Source(epoch.Partition).Epochs.First(epoch.Epoch), 0, default)];

    public RowTable Rows { get; } = new(plan.Rows);

    /// <summary>The rows when all of it was read.</summary>
    public UInt128 Final => _steps[^1].Rows;

    /// <summary>The next record's effect.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="row">Its row alone, or an empty table.</param>
    /// <param name="counts">Its counts alone.</param>
    public void Add(long offset, RowTable row, LedgerCounts counts)
    {
        Rows.Add(row);
        var digest = Final;
        foreach (var identity in row.Rows.Keys)
        {
            var now = Digest.Of(identity, Rows.States(identity));
            digest = Digest.Replace(digest, _known.GetValueOrDefault(identity), now);
            _known[identity] = now;
        }

        _steps.Add((offset + 1, digest, _steps[^1].Counts + counts));
    }

    /// <summary>The counts of everything below an offset.</summary>
    public LedgerCounts Counts(long covered) => _steps[IndexAt(covered)].Counts;

    /// <summary>True when the rows are those of a prefix that holds everything below an offset.</summary>
    public bool IsPrefix(UInt128 rows, long covered) => _steps.Skip(IndexAt(covered)).Any(s => s.Rows == rows);

    private int IndexAt(long covered) => Math.Max(0, _steps.FindLastIndex(s => s.Covered <= covered));
}
