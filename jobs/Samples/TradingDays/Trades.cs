using System.Text.Json.Serialization;
using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>A trade.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Exchange">The market's code: <c>XNYS</c> is New York, <c>XTKS</c> Tokyo.</param>
/// <param name="Symbol">What was traded.</param>
/// <param name="Price">In the market's currency.</param>
/// <param name="Quantity">How many.</param>
public sealed record Trade(
    [property: JsonPropertyName("ts")] DateTime At,
    [property: JsonPropertyName("mic")] string Exchange,
    [property: JsonPropertyName("sym")] string Symbol,
    [property: JsonPropertyName("px"), Precision(12, 4)] decimal Price,
    [property: JsonPropertyName("qty")] int Quantity);

/// <summary>A symbol's day at a market.</summary>
/// <param name="Symbol">What was traded.</param>
/// <param name="Day">The start of the day on the market's clocks, in UTC.</param>
/// <param name="Open">The first price.</param>
/// <param name="High">The highest.</param>
/// <param name="Low">The lowest.</param>
/// <param name="Close">The last.</param>
/// <param name="Volume">How many were traded.</param>
/// <param name="Vwap">The average price of one.</param>
public sealed record TradingDay(
    string Symbol, DateTime Day, decimal Open, decimal High, decimal Low, decimal Close, long Volume, double Vwap);

/// <summary>Where trades come from, and what all markets compute alike.</summary>
public static class Trades
{
    /// <summary>Short names, prices as text.</summary>
    public static Source<Trade> Source { get; } = new()
    {
        Topic = "trades",
        Partitions = 4,
        EpochLength = 64, // so small that a sample has a few; leave it out for a topic of yours
        EventTime = t => t.At,
        Json = new() { NumbersInText = true },
        History = "history/trades",
        HistoryUntil = new DateTime(2026, 3, 7, 0, 0, 0, DateTimeKind.Utc),
    };

    /// <summary>The average price of one, by volume.</summary>
    public static readonly Aggregate<Trade, double> Vwap =
        Aggregate.Of((Group<Trade> g) => (double)g.Sum(t => t.Price * t.Quantity) / g.Sum(t => t.Quantity));
}
