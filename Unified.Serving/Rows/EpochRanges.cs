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

    /// <summary>The name of the slice that a stream row belongs to.</summary>
    public string SliceOfStreamRow => $"multiIf({string.Join(", ", Slices.Select(s =>
        $"{SystemColumns.Log} = {ClickHouseSql.Text(s.Partition.Log)} AND {One(s, SystemColumns.Partition, SystemColumns.Epoch)}, "
            + $"{ClickHouseSql.Text(s.Name)}"))}, '')";

    /// <summary>Single epochs.</summary>
    public static EpochRanges Of(IEnumerable<EpochId> epochs) =>
        new([.. epochs.Select(e => new LogSlice(e.Partition, e.Epoch, e.Epoch + 1))]);

    // The range of a log comes first: it prunes partitions.
    private string Predicate(string log, string p, string epoch) =>
        $"({string.Join(" OR ", Slices.GroupBy(s => s.Partition.Log, StringComparer.Ordinal)
        .Select(l => string.Create(CultureInfo.InvariantCulture,
            $"({log} = {ClickHouseSql.Text(l.Key)} AND {epoch} >= {l.Min(s => s.First)} AND {epoch} < {l.Max(s => s.End)} AND "
                + $"({string.Join(" OR ", l.Select(s => One(s, p, epoch)))}))")))})";

    private static string One(LogSlice s, string p, string epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"({p} = {s.Partition.Number} AND {epoch} >= {s.First} AND {epoch} < {s.End})");
}
