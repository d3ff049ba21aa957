using System.Globalization;
using Unified.Epochs;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Proof;

/// <summary>The epochs of a generation's log slices as predicates.</summary>
internal sealed class EpochRanges(IReadOnlyList<LogSlice> slices)
{
    public IReadOnlyList<LogSlice> Slices { get; } = slices;

    /// <summary>Over the stream table. The outer range comes first: it prunes partitions.</summary>
    public string Stream => Predicate(SystemColumns.Partition, SystemColumns.Epoch);

    /// <summary>Over the ledger table.</summary>
    public string Ledger => Predicate("p", "epoch");

    /// <summary>The name of the slice that a stream row belongs to.</summary>
    public string SliceOfStreamRow => $"multiIf({string.Join(", ", Slices.Select(s =>
        $"{One(s, SystemColumns.Partition, SystemColumns.Epoch)}, {ClickHouseSql.Text(s.Name)}"))}, '')";

    private string Predicate(string p, string epoch) => string.Create(CultureInfo.InvariantCulture,
        $"{epoch} >= {Slices.Min(s => s.First)} AND {epoch} < {Slices.Max(s => s.End)} AND ({string.Join(" OR ", Slices.Select(s => One(s, p, epoch)))})");

    private static string One(LogSlice s, string p, string epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"({p} = {s.Partition} AND {epoch} >= {s.First} AND {epoch} < {s.End})");
}
