using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Fakes;

/// <summary>A second log beside that of the trades: more partitions, shorter epochs, no history of its own.</summary>
public static class Orders
{
    public static Source<Trade> Source { get; } = new() { Topic = "orders", Partitions = 5, EpochLength = 16, EventTime = t => t.Time };

    /// <summary>The same with history that ends a day after that of the trades.</summary>
    public static Source<Trade> WithHistory { get; } = Source with
    {
        History = "history/orders",
        HistoryUntil = new DateTime(2024, 3, 3, 0, 0, 0, DateTimeKind.Utc),
    };
}

public sealed record MarketDay(string Symbol, DateTime Day, long Trades, long Orders, long? Fees, int? Largest, double? Median);

/// <summary>Two sources in one row: days on which either has events.</summary>
public sealed class MarketDays(Source<Trade> orders) : Job<MarketDay>
{
    public MarketDays() : this(Orders.Source)
    {
    }

    public override Query<MarketDay> Define() =>
        Trades.WithHistory.Where(t => t.Quantity != 0).GroupBy(t => new { t.Symbol, Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1)) })
            .Cogroup(
                orders.GroupBy(o => new { o.Symbol, Day = Window.Tumbling(o.Time, TimeSpan.FromDays(1)) }),
                (key, t, o) => new MarketDay(
                    key.Symbol, key.Day, t.Count(), o.Count(), t.Sum(x => x.Fee), o.Max(x => (int?)x.Quantity),
                    t.Quantile(x => x.Fee, 0.5)));
}

public sealed record MarketEvent(DateTime Time, string Symbol, long Value);

/// <summary>One row an event, of two sources; one of them has history. An event of size 0 cannot be computed.</summary>
public sealed class MarketEvents : Job<MarketEvent>
{
    public override Query<MarketEvent> Define() =>
        Trades.WithHistory.Where(t => t.Quantity > -100).Select(t => new MarketEvent(t.Time, t.Symbol, 1000 / t.Quantity))
            .Concat(Orders.Source.Select(o => new MarketEvent(o.Time, o.Symbol, o.Quantity)));
}
