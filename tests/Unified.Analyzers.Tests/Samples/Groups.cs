using Unified.Definition;

namespace Unified.Analyzers.Samples.Groups;

public sealed record Trade(DateTime Time, string Symbol, string? Venue, int Quantity, long Serial, double Rate, bool Buy,
    [property: Precision(12, 2)] decimal Price, [property: Precision(12, 2)] decimal? Tax, DateTime? Settled, string[] Tags);

public sealed record Row(string Key, long N);

public sealed record Wide(string Symbol, string? Venue, long N);

public sealed record Number(string Key, int? N);

public sealed record Fraction(string Key, double? N);

public sealed record Listed(string Key, IReadOnlyList<int> N);

public sealed record Buckets(string Key, IReadOnlyList<long> N);

public sealed record Money(string Key, decimal? N);

public sealed record Timed(DateTime Key, long N);

public sealed record Twice(string Key, long key);

public sealed record Hours(int Hour, long N);

public sealed record Kept(string _key, long N);

public sealed record Span(DateTime Start, long N);

public sealed record Partly(string Key)
{
    public long N { get; init; }
}

public static class S
{
    public static Source<Trade> Trades { get; } = new() { Topic = "trades", EventTime = t => t.Time };

    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static double Share => 0.5;

    [Deterministic]
    public static int Plus(int x) => x + 1;
}

public sealed class B01 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by new { t.Symbol, Inner = new { t.Venue } } into g select new Row(g.Key.Symbol, g.Count()); }
public sealed class B02 : Job<Span> { public override Query<Span> Define() => from t in S.Trades group t by new { A = Window.Tumbling(t.Time, TimeSpan.FromHours(1)), B = Window.Day(t.Time) } into g select new Span(g.Key.A, g.Count()); }
public sealed class B03 : Job<Timed> { public override Query<Timed> Define() => from t in S.Trades group t by Window.Tumbling(t.Settled!.Value, TimeSpan.FromHours(1)) into g select new Timed(g.Key, g.Count()); }
public sealed class B04 : Job<Wide> { public override Query<Wide> Define() => from t in S.Trades group t by new { t.Symbol, symbol = t.Venue } into g select new Wide(g.Key.Symbol, g.Key.symbol, g.Count()); }
public sealed class B05 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by new { t.Symbol, t.Venue } into g select new Row(g.Key.Symbol, g.Count()); }
public sealed class B06 : Job<long> { public override Query<long> Define() => from t in S.Trades group t by t.Symbol into g select g.Count(); }
public sealed class B07 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by new { } into g select new Row("a", g.Count()); }
public sealed class B08 : Job<Partly> { public override Query<Partly> Define() => from t in S.Trades group t by t.Symbol into g select new Partly(g.Key) { N = g.Count() }; }
public sealed class B09 : Job<Number> { public override Query<Number> Define() => from t in S.Trades group t by t.Symbol into g select new Number(g.Key, g.Where(t => t.Buy).Max(t => t.Quantity)); }
public sealed class B10 : Job<Fraction> { public override Query<Fraction> Define() => from t in S.Trades group t by t.Symbol into g select new Fraction(g.Key, g.Quantile(t => t.Quantity, 1.5)); }
public sealed class B11 : Job<Fraction> { public override Query<Fraction> Define() => from t in S.Trades group t by t.Symbol into g select new Fraction(g.Key, g.Quantile(t => t.Quantity, 0.1234567)); }
public sealed class B12 : Job<Fraction> { public override Query<Fraction> Define() => from t in S.Trades group t by t.Symbol into g select new Fraction(g.Key, g.Quantile(t => t.Quantity, S.Share)); }
public sealed class B13 : Job<Fraction> { public override Query<Fraction> Define() => from t in S.Trades group t by t.Symbol into g select new Fraction(g.Key, g.Rate()); }
public sealed class B14 : Job<Listed> { public override Query<Listed> Define() => from t in S.Trades group t by t.Symbol into g select new Listed(g.Key, g.TopBy(3, t => t.Quantity, t => t.Buy)); }
public sealed class B15 : Job<Listed> { public override Query<Listed> Define() => from t in S.Trades group t by t.Symbol into g select new Listed(g.Key, g.Top(0, t => t.Quantity)); }
public sealed class B16 : Job<Listed> { public override Query<Listed> Define() => from t in S.Trades group t by t.Symbol into g select new Listed(g.Key, g.TopFrequent(1001, t => t.Quantity)); }
public sealed class B17 : Job<Buckets> { public override Query<Buckets> Define() => from t in S.Trades group t by t.Symbol into g select new Buckets(g.Key, g.Histogram(t => t.Quantity, 2, 1)); }
public sealed class B18 : Job<Buckets> { public override Query<Buckets> Define() => from t in S.Trades group t by t.Symbol into g select new Buckets(g.Key, g.Histogram(t => t.Quantity)); }
public sealed class B19 : Job<Number> { public override Query<Number> Define() => from t in S.Trades group t by t.Symbol into g select new Number(g.Key, (int)g.Count()); }
public sealed class B20 : Job<Money> { public override Query<Money> Define() => from t in S.Trades group t by t.Symbol into g select new Money(g.Key, (decimal)g.Average(t => t.Quantity)); }
public sealed class B21 : Job<Number> { public override Query<Number> Define() => from t in S.Trades group t by t.Symbol into g select new Number(g.Key, g.MinBy(t => t.Quantity, t => t.Settled)); }
public sealed class B22 : Job<Twice> { public override Query<Twice> Define() => from t in S.Trades group t by t.Symbol into g select new Twice(g.Key, g.Count()); }
public sealed class B23 : Job<Kept> { public override Query<Kept> Define() => from t in S.Trades group t by t.Symbol into g select new Kept(g.Key, g.Count()); }
public sealed class B24 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Sum(t => t.Quantity + t.Symbol.Normalize().Length)); }
public sealed class B25 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g where g.Count() > DateTime.Now.Ticks select new Row(g.Key, g.Count()); }
public sealed class B26 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key.ToUpper(), g.Count()); }
public sealed class B27 : Job<Timed> { public override Query<Timed> Define() => from t in S.Trades group t by Window.Hopping(t.Time, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)) into g select new Timed(g.Key, g.Count()); }
public sealed class B28 : Job<Timed> { public override Query<Timed> Define() => from t in S.Trades group t by Window.Hopping(t.Time, TimeSpan.FromDays(30), TimeSpan.FromSeconds(1)) into g select new Timed(g.Key, g.Count()); }
public sealed class B29 : Job<Timed> { public override Query<Timed> Define() => from t in S.Trades group t by Window.Session(t.Time, TimeSpan.Zero) into g select new Timed(g.Key, g.Count()); }
public sealed class B30 : Job<Timed> { public override Query<Timed> Define() => from t in S.Trades group t by Window.Each(t.Time, TimeSpan.FromHours(1), TimeSpan.FromDays(1)) into g select new Timed(g.Key.Start, g.Count()); }
public sealed class B31 : Job<Row> { public override Query<Row> Define() => (from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Count())).KeepFor(TimeSpan.FromHours(3)); }
public sealed class B32 : Job<Row> { public override Query<Row> Define() => (from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Count())).OrderBy(r => r.N + 1); }
public sealed class B33 : Job<Row> { public override Query<Row> Define() => (from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Count())).Top(0, r => r.N); }
public sealed class B34 : Job<Row> { public override Query<Row> Define() => (from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Count())).Top(3, r => r.N).Where(r => r.N > 1); }
public sealed class B35 : Job<Row> { public override Query<Row> Define() => (from t in S.Trades select new Row(t.Symbol, t.Serial)).ToQuery().Where(r => r.N > 1); }
public sealed class B36 : Job<Row> { public override Query<Row> Define() => (from t in S.Trades select new Row(t.Symbol, t.Serial)).ToQuery().Top(3, r => r.N); }
public sealed class B37 : Job<Row> { public override Query<Row> Define() => from t in S.Trades from c in t.Symbol select new Row(t.Symbol, t.Serial); }
public sealed class B38 : Job<Number> { public override Query<Number> Define() => S.Trades.GroupBy(t => t.Symbol).Cogroup(S.Trades.GroupBy(t => t.Symbol), (key, a, b) => new Number(key, a.Max(t => t.Quantity))); }
public sealed class B39 : Job<Row> { public override Query<Row> Define() => (from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Count())).Where(r => r.Key.Normalize() == "a"); }
public sealed class B40 : Job<Hours> { public override Query<Hours> Define() => from t in S.Trades group t by Window.Session(t.Time, S.Hour).Hour into g select new Hours(g.Key, g.Count()); }
public sealed class B41 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Sum(t => t.Tags.Length / t.Price > 1m ? 1 : 0)); }
public sealed class B42 : Job<Fraction> { public override Query<Fraction> Define() => from t in S.Trades group t by t.Symbol into g select new Fraction(g.Key, g.Average(t => (decimal)t.Rate) > 1m ? 1 : 2); }
public sealed class B43 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by new { t.Symbol, Day = Window.Day(t.Time) } into g select new Row(g.Key.Symbol, g.Count()); }
public sealed class My_Jöb : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Count()); }
public sealed class B44 : Job<Row> { public override string Name => "My job"; public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Count()); }
public sealed class B45 : Job<Number> { public override Query<Number> Define() => from t in S.Trades group t by t.Symbol into g select new Number(g.Key, S.Plus(g.Max(t => t.Quantity))); }
public sealed class B46 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key.ToUpperInvariant(), g.Count()); }
public sealed class B47 : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g where g.Key.ToUpperInvariant() == "A" select new Row(g.Key, g.Count()); }
