using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>Who clicks.</summary>
/// <param name="Id">A cookie's.</param>
/// <param name="Country">Where from; null when unknown.</param>
public sealed record Visitor(string Id, string? Country);

/// <summary>What the browser shows.</summary>
/// <param name="Url">The whole address.</param>
/// <param name="Title">The title.</param>
public sealed record Page(string Url, string? Title);

/// <summary>Something that is put in the basket, or bought.</summary>
/// <param name="Sku">The article.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">Of one.</param>
public sealed record Item(string Sku, int Quantity, [property: Precision(10, 2)] decimal Price);

/// <summary>Something that a visitor of the shop does.</summary>
/// <param name="EventTime">When.</param>
/// <param name="EventType"><c>view</c>, <c>add_to_cart</c> or <c>purchase</c>.</param>
/// <param name="Visitor">Who.</param>
/// <param name="Page">Where.</param>
/// <param name="Items">What; empty for a view.</param>
public sealed record Click(DateTime EventTime, string EventType, Visitor Visitor, Page Page, Item[] Items);

/// <summary>Where clicks come from.</summary>
public static class Clicks
{
    /// <summary>Snake case, nested, milliseconds since 1970.</summary>
    public static Source<Click> Source { get; } = new()
    {
        Topic = "clicks",
        Partitions = 4,
        EpochLength = 64, // so small that a sample has a few; leave it out for a topic of yours
        EventTime = c => c.EventTime,
        Json = new() { Names = JsonNames.SnakeCase, Times = UnixTimeUnit.Milliseconds },
        History = "history/clicks",
        HistoryUntil = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc),
    };
}
