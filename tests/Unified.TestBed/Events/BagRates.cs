using System.Collections.Frozen;
using Unified.Definition;

namespace Unified.TestKit.Events;

/// <summary>Tables that definitions over bags look values up in.</summary>
public static class BagRates
{
    public static readonly Dictionary<string, decimal> ByWord = new() { ["a"] = 1.25m, ["b"] = -3m, [""] = 0.001m };

    public static readonly IReadOnlyDictionary<int, string?> ByNumber = new SortedDictionary<int, string?> { [-1] = "less", [1] = null };

    public static readonly FrozenDictionary<Guid, long> ById =
        new Dictionary<Guid, long> { [Guid.Empty] = 0, [new Guid(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0])] = long.MinValue }.ToFrozenDictionary();

    public static readonly Dimension<string, Row> Rows = new([new Row("a", 7, "x", 1.5), new Row("\"", -7, null, null)], r => r.Word);

    public sealed record Row(string Word, int Weight, string? Name, double? Share);
}
