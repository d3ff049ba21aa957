using System.Globalization;
using Unified.Definition;

namespace Unified.Analyzers.Samples.Functions;

public sealed record Trade(DateTime Time, string Symbol, int Quantity);

public sealed record Row(string Key, long N);

public static class S
{
    public static Source<Trade> Trades { get; } = new() { Topic = "trades", EventTime = t => t.Time };

    private static int s_calls;

    [Deterministic]
    public static int Counting(int x) => x + s_calls++;

    [Deterministic]
    public static string Cased(string x) => x.ToUpper();

    [Deterministic]
    public static int Compared(string x) => string.Compare(x, "a");

    [Deterministic]
    public static bool Starts(string x) => x.StartsWith("a");

    [Deterministic]
    public static int Parsed(string x) => int.Parse(x);

    [Deterministic]
    public static string Named(string x) => x + Environment.MachineName;

    [Deterministic]
    public static string Joined(string x, int n) => x + n;

    [Deterministic]
    public static string Written(string x, int n) => $"{x}/{n}";

    [Deterministic]
    public static int Random(int x) => Guid.NewGuid().ToByteArray()[0] + x;

    [Deterministic]
    public static int Timed(int x) => DateTime.UtcNow.Second + x;

    [Deterministic]
    public static string Found(string x) => Type.GetType(x)!.Name;

    [Deterministic]
    public static string Fine(string x, int n) => string.Create(CultureInfo.InvariantCulture, $"{x}/{n}/{x.Length}") + $"{x}{x}" + x + 'c';
}

public abstract class Counted(string name, System.Linq.Expressions.Expression<Func<Trade, string>> key) : Job<Row>
{
    public override string Name => name;

    public override Query<Row> Define() => S.Trades.GroupBy(key).Select(g => new Row(g.Key, g.Count()));
}

public sealed class D01() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Sum(t => S.Counting(t.Quantity))); }
public sealed class D02() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by S.Cased(t.Symbol) into g select new Row(g.Key, g.Count()); }
public sealed class D03() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Sum(t => S.Compared(t.Symbol))); }
public sealed class D04() : Job<Row> { public override Query<Row> Define() => from t in S.Trades where S.Starts(t.Symbol) group t by t.Symbol into g select new Row(g.Key, g.Count()); }
public sealed class D05() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Sum(t => S.Parsed(t.Symbol))); }
public sealed class D06() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by S.Named(t.Symbol) into g select new Row(g.Key, g.Count()); }
public sealed class D07() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by S.Joined(t.Symbol, t.Quantity) into g select new Row(g.Key, g.Count()); }
public sealed class D08() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by S.Written(t.Symbol, t.Quantity) into g select new Row(g.Key, g.Count()); }
public sealed class D09() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Sum(t => S.Random(t.Quantity))); }
public sealed class D10() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by t.Symbol into g select new Row(g.Key, g.Sum(t => S.Timed(t.Quantity))); }
public sealed class D11() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by S.Found(t.Symbol) into g select new Row(g.Key, g.Count()); }
public sealed class D12() : Job<Row> { public override Query<Row> Define() => from t in S.Trades group t by S.Fine(t.Symbol, t.Quantity) into g select new Row(g.Key, g.Count()); }
public sealed class D13() : Job<Row> { public override Query<Row> Define() { var salt = Guid.NewGuid().GetHashCode(); return from t in S.Trades where t.Quantity > salt group t by t.Symbol into g select new Row(g.Key, g.Count()); } }
