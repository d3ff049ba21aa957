using System.Globalization;

namespace Unified.Serving.Rows;

/// <summary>The attempts at slices of a generation whose rows count.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Slices">Slices by name, and of each the attempt.</param>
internal sealed record Attempts(ulong Generation, IReadOnlyList<(string Slice, string Attempt)> Slices)
{
    /// <summary>The predicate over the staging table.</summary>
    public string Where => Slices.Count == 0 ? "0" : string.Create(CultureInfo.InvariantCulture,
        $"{SystemColumns.Generation} = {Generation} AND ({SystemColumns.Slice}, {SystemColumns.Attempt}) IN ({Pairs})");

    private string Pairs =>
        string.Join(", ", Slices.Select(s => $"({ClickHouseSql.Text(s.Slice)}, {ClickHouseSql.Text(s.Attempt)})"));
}
