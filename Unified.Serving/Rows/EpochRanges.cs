using System.Globalization;
using Unified.Epochs;

namespace Unified.Serving.Rows;

/// <summary>Epochs as predicates.</summary>
internal sealed class EpochRanges(IReadOnlyList<LogSlice> slices)
{
    public IReadOnlyList<LogSlice> Slices { get; } = slices;

    /// <summary>Over the stream table.</summary>
    public string Stream => Predicate(SystemColumns.Log, SystemColumns.Partition, SystemColumns.Epoch);

    /// <summary>Over the ledger table.</summary>
    public string Ledger => Predicate("log", "p", "epoch");

    /// <summary>True when an epoch is one of them.</summary>
    public bool Contains(EpochId epoch) =>
        Slices.Any(s => s.Partition == epoch.Partition && epoch.Epoch >= s.First && epoch.Epoch < s.End);

    /// <summary>The name of the slice that a stream row belongs to.</summary>
    public string SliceOfStreamRow => $"multiIf({string.Join(", ", Slices.Select(s =>
        $"{SystemColumns.Log} = {ClickHouseSql.Text(s.Partition.Log)} AND {One(s, SystemColumns.Partition, SystemColumns.Epoch)}, "
            + $"{ClickHouseSql.Text(s.Name)}"))}, '')";

    /// <summary>Single epochs.</summary>
    public static EpochRanges Of(IEnumerable<EpochId> epochs) =>
        new([.. epochs.Select(e => new LogSlice(e.Partition, e.Epoch, e.Epoch + 1))]);

    /// <summary>
    /// The epochs of a log from a cut on, partition by partition: each is a range of a sort key, so that a partition with few epochs does
    /// not make the others be read from their beginning. Partitions that the cut does not name count from epoch 0.
    /// </summary>
    public static string From(Cut cut, string log, string logColumn, string p, string epoch)
    {
        ArgumentNullException.ThrowIfNull(cut);
        var named = cut.Epochs.Where(e => e.Key.Log == log && e.Value > 0).ToArray();
        var of = $"{logColumn} = {ClickHouseSql.Text(log)}";
        if (named.Length == 0)
        {
            return $"({of})";
        }

        var last = named.Max(e => e.Key.Number);
        var ranges = Enumerable.Range(0, last + 1).Select(number => string.Create(CultureInfo.InvariantCulture,
            $"({of} AND {p} = {number} AND {epoch} >= {cut.Of(new LogPartition(log, number))})"));
        return $"({string.Join(" OR ", ranges)} OR ({of} AND {p} > {last.ToString(CultureInfo.InvariantCulture)}))";
    }

    // The range of a log comes first: it prunes partitions.
    private string Predicate(string log, string p, string epoch) =>
        $"({string.Join(" OR ", Slices.GroupBy(s => s.Partition.Log, StringComparer.Ordinal)
        .Select(l => string.Create(CultureInfo.InvariantCulture,
            $"({log} = {ClickHouseSql.Text(l.Key)} AND {epoch} >= {l.Min(s => s.First)} AND {epoch} < {l.Max(s => s.End)} AND "
                + $"({string.Join(" OR ", l.Select(s => One(s, p, epoch)))}))")))})";

    private static string One(LogSlice s, string p, string epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"({p} = {s.Partition.Number} AND {epoch} >= {s.First} AND {epoch} < {s.End})");
}
