using Unified.Definition;

namespace Unified.Analyzers.Samples.Missing;

public sealed record Trade(DateTime Time, string Symbol, int Quantity);

public sealed record Row(string Key, long N);

public static class S
{
    public static Source<Trade> Trades { get; } = new() { Topic = "trades", EventTime = t => t.Time };

    public static Query<Row> Rows => from t in Trades group t by t.Symbol into g select new Row(g.Key, g.Count());

    public static object M01() => from t in Trades orderby t.Time select new Row(t.Symbol, 1);
    public static object M02() => from t in Trades where t.Quantity > 1 orderby t.Time descending select new Row(t.Symbol, 1);
    public static object M03() => from t in Trades join u in Trades on t.Symbol equals u.Symbol select new Row(t.Symbol, 1);
    public static object M04() => from t in Trades where t.Quantity > 1 join u in Trades on t.Symbol equals u.Symbol select new Row(t.Symbol, 1);
    public static object M05() => Trades.Select(t => t.Symbol).Distinct();
    public static object M06() => Trades.Where(t => t.Quantity > 1).Take(10);
    public static object M07() => Trades.Where(t => t.Quantity > 1).Count();
    public static object M08() => Trades.Where(t => t.Quantity > 1).Sum(t => t.Quantity);
    public static object M09() => Trades.All().Union(Trades);
    public static object M10() => Rows.Take(3);
    public static object M11() => Rows.Select(r => r.N);
    public static object M12() => Rows.OrderByDescending(r => r.N);
    public static object M13() => from t in Trades group t by t.Symbol into g select new Row(g.Key, g.Select(t => t.Quantity).Sum());
    public static object M14() => from t in Trades group t by t.Symbol into g select new { g.Key, N = g.StdDev(t => t.Quantity) };
    public static object M15() => from t in Trades group t by t.Symbol into g select new { g.Key, N = g.OrderBy(t => t.Quantity).Take(3) };
    public static object M16() => Trades.Count();
    public static object M17() => Trades.GroupBy(t => t.Symbol).SelectMany(g => new[] { 1 });
}
