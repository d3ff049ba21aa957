using Unified.Core.Tests.Expressions;
using Unified.Definition;
using Unified.Errors;
using Unified.Linq;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Logical;

[TestClass]
public sealed class DefinitionRefusalTests
{
    private static readonly Source<Trade> Good = Trades.Source;

    [TestMethod]
    public void A_source_that_cannot_work_is_refused()
    {
        SourceRefused("UNI0001", new Source<WithChar> { Topic = "x", EventTime = e => e.Time });
        SourceRefused("UNI0001", new Source<WithWideEnum> { Topic = "x", EventTime = e => e.Time });
        SourceRefused("UNI0005", new Source<WithDecimal> { Topic = "x", EventTime = e => e.Time });
        SourceRefused("UNI0005", new Source<WithWideDecimal> { Topic = "x", EventTime = e => e.Time });
        SourceRefused("UNI0020", Good with { Name = "a b" });
        SourceRefused("UNI0020", Good with { Topic = "" });
        SourceRefused("UNI0021", Good with { Partitions = 0 });
        SourceRefused("UNI0021", Good with { Partitions = 10_001 });
        SourceRefused("UNI0022", Good with { EpochLength = 48 });
        SourceRefused("UNI0022", Good with { EpochLength = 8 });
        SourceRefused("UNI0022", Good with { EpochLength = 1L << 31 });
        SourceRefused("UNI0023", Good with { TimeZone = "Europe/Berlin" });
        SourceRefused("UNI0024", Good with { History = "h" });
        SourceRefused("UNI0024", Good with { HistoryUntil = new DateTime(2024, 1, 1) });
        SourceRefused("UNI0024", Good with { History = "h", HistoryUntil = new DateTime(2024, 1, 1, 1, 0, 0) });
        SourceRefused("UNI0025", new Source<NoColumns> { Topic = "x", EventTime = e => default });
        SourceRefused("UNI0026", new Source<Lineage> { Topic = "x", EventTime = e => e.Time });
        SourceRefused("UNI0027", Good with { EventTime = t => t.Time.Date });
        SourceRefused("UNI0027", Good with { EventTime = t => t.Settled!.Value });
    }

    [TestMethod]
    public void A_query_that_cannot_be_planned_is_refused()
    {
        Refused("UNI0010", Good.Select(t => new { t }).Where(x => x.t == null).GroupBy(x => x.t.Symbol)
            .Select(g => new Row(g.Key, g.Count())));
        Refused("UNI0012", Good.Select(t => new Point(t.Quantity, 1)).GroupBy(p => p.Sum).Select(g => new { g.Key, N = g.Count() }));
        Refused("UNI0031", from t in Good group t by new { Inner = new { t.Symbol } } into g select new { g.Key.Inner, N = g.Count() });
        Refused("UNI0032", from t in Good
                           group t by new
                           {
                               A = Window.Tumbling(t.Time, TimeSpan.FromHours(1)),
                               B = Window.Tumbling(t.Time, TimeSpan.FromHours(2))
                           } into g
                           select new { g.Key.A, g.Key.B, N = g.Count() });
        Refused("UNI0032", from t in Good
                           group t by Window.Tumbling(t.Settled!.Value, TimeSpan.FromHours(1)) into g
                           select new
                           {
                               g.Key,
                               N = g.Count()
                           });
        Refused("UNI0033", from t in Good group t by t.Symbol into g select new { g.Key, key = g.Count() });
        Refused("UNI0033", from t in Good
                           group t by new { t.Symbol, symbol = t.Venue } into g
                           select new
                           {
                               A = g.Key.Symbol,
                               B = g.Key.symbol,
                               N = g.Count()
                           });
        Refused("UNI0034", from t in Good group t by new { t.Symbol, t.Venue } into g select new { g.Key.Symbol, N = g.Count() });
        Refused("UNI0035", from t in Good group t by t.Symbol into g select g.Count());
        Refused("UNI0039", from t in Good group t by new { } into g select new { N = g.Count() });
        Refused("UNI0035", from t in Good group t by t.Symbol into g select new Partly(g.Key) { N = g.Count() });
        Refused("UNI0034", from t in Good group t by t.Symbol into g select new { g.Key.Length, N = g.Count() });
        Refused("UNI0090", from t in Good
                           group t by t.Symbol into g
                           select new { g.Key, Twice = UserFunctions.Twice(g.Max(t => t.Quantity)) });
        Refused("UNI0090", Good.GroupBy(t => t.Time).Select(g => new { g.Key, Hour = Window.Tumbling(g.Key, TimeSpan.FromHours(1)) }));
        Refused("UNI0054", from t in Good group t by t.Symbol into g select new { g.Key, Q = g.Where(t => t.Buy).Max(t => t.Quantity) });
        Refused("UNI0056", Good.Select(t => new { t.Symbol }).ToQuery().Where(r => r.Symbol == "A"));
        Refused("UNI0037", from t in Good group t by t.Symbol into g select new { g.Key, Q = g.Average(t => t.Price * 10_000_000_000m) });
        Refused("UNI0038", from t in Good group t by t.Symbol into g select new { g.Key, Q = g.Quantile(t => t.Quantity, 1.5) });
        Refused("UNI0038", from t in Good group t by t.Symbol into g select new { g.Key, Q = g.Quantile(t => t.Quantity, 0.1234567) });
        Refused("UNI0038", from t in Good group t by t.Symbol into g select new { g.Key, Q = g.Quantile(t => t.Quantity, Math.Sqrt(0.5)) });
        Refused("UNI0037", from t in Good group t by t.Symbol into g select new { g.Key, N = g.Rate() });
        Refused("UNI0037", from t in Good
                           group t by new { t.Symbol, Month = Window.Month(t.Time, "Europe/Berlin") } into g
                           select new { g.Key.Symbol, g.Key.Month, N = g.Rate() });
        Refused("UNI0037", from t in Good group t by t.Symbol into g select new { g.Key, N = g.Top(3, t => t.Buy) });
        Refused("UNI0038", from t in Good group t by t.Symbol into g select new { g.Key, N = g.Top(0, t => t.Quantity) });
        Refused("UNI0038", from t in Good group t by t.Symbol into g select new { g.Key, N = g.TopFrequent(1001, t => t.Quantity) });
        Refused("UNI0038", from t in Good group t by t.Symbol into g select new { g.Key, N = g.Histogram(t => t.Quantity, 2, 1) });
        Refused("UNI0038", from t in Good group t by t.Symbol into g select new { g.Key, N = g.Histogram(t => t.Quantity) });
        Refused("UNI0015", from t in Good group t by t.Symbol into g select new { g.Key, N = (int)g.Count() });
        Refused("UNI0015", from t in Good group t by t.Venue into g select new { g.Key, N = (decimal)g.Average(t => t.Quantity) });
    }

    [TestMethod]
    public void A_name_that_is_no_identifier_is_refused()
    {
        foreach (var name in new[] { "", "Trades", "1a", "a-b", "ä", new string('a', 101) })
        {
            RefusalTests.HasAllParts(Assert.ThrowsExactly<DefinitionException>(() => LinqPlanner.Plan(name, new SideTotals().Build())),
                "UNI0030", name);
        }
    }

    [TestMethod]
    public void A_user_function_with_a_mutable_static_is_refused_with_the_plan()
    {
        var query = from t in Good group t by t.Symbol into g select new Row(g.Key, g.Sum(x => Counts(x.Quantity)));
        RefusalTests.HasAllParts(Assert.ThrowsExactly<DefinitionException>(() => JobPlan.Create(new Wrapped<Row>(query))), "UNI0017",
            "Counts");
    }

    private static int s_count;

    [Deterministic]
    private static int Counts(int value) => value + s_count++;

    private static void SourceRefused<T>(string code, Source<T> source) =>
        RefusalTests.HasAllParts(Assert.ThrowsExactly<DefinitionException>(() => SourceReader.Schema(source)), code, $"{source}");

    private static void Refused<T>(string code, Query<T> query) =>
        RefusalTests.HasAllParts(Assert.ThrowsExactly<DefinitionException>(() => JobPlan.Create(new Wrapped<T>(query)), code), code,
            typeof(T).ToString());

    internal sealed record Row(string Symbol, long Value);

    internal sealed record Point(int X, int Y)
    {
        public int Sum => X + Y;
    }

    internal sealed record Partly(string Symbol)
    {
        public long N { get; init; }
    }

    private sealed record WithChar(DateTime Time, char Value);

    private sealed record WithWideEnum(DateTime Time, Wide Value);

    private enum Wide
    {
        No,
        Far = 100_000,
    }

    private sealed record WithDecimal(DateTime Time, decimal Value);

    private sealed record WithWideDecimal(DateTime Time, [property: Precision(29, 0)] decimal Value);

    private sealed record Lineage(DateTime Time, int _offset);

    private sealed class NoColumns;
}
