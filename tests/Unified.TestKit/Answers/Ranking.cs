using Unified.Logical;
using Unified.TestKit.Oracle;

namespace Unified.TestKit.Answers;

/// <summary>Orders of result rows: null and NaN last.</summary>
internal static class Ranking
{
    /// <summary>The rows with the largest values of a column; of equal ones those of the smaller keys.</summary>
    public static IReadOnlyList<object?[]> Top(TopNode top, IReadOnlyList<object?[]> rows)
    {
        var columns = top.Columns.ToList();
        int Place(string name) => columns.FindIndex(c => c.Field.Name == name);
        var order = By([(Place(top.By), true), .. columns.Select((c, i) => (c.Key, i)).Where(c => c.Key is not null)
            .Select(c => (c.i, false))]);
        var of = top.Of.Select(Place).ToList();
        return [.. rows.GroupBy(r => string.Join('\0', of.Select(i => Carriers.Print(r[i]))), StringComparer.Ordinal)
            .SelectMany(g => g.Order(order).Take(top.Count))];
    }

    /// <summary>By columns, the first one first.</summary>
    public static Comparer<object?[]> By(IReadOnlyList<(int Place, bool Descending)> columns) => Comparer<object?[]>.Create((a, b) =>
    {
        foreach (var (place, descending) in columns)
        {
            var (x, y) = (Known(a[place]), Known(b[place]));
            var order = (x, y) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                _ => descending ? PlainAggregates.Order.Compare(y, x) : PlainAggregates.Order.Compare(x, y),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    });

    // NaN is no value.
    private static object? Known(object? value) => value is double.NaN or float.NaN ? null : value;
}
