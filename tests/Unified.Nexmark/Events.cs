using Unified.Definition;

namespace Unified.Nexmark;

/// <summary>Somebody who sells or bids.</summary>
public sealed record Person(
    long Id, string Name, string EmailAddress, string CreditCard, string City, string State, DateTime DateTime, string Extra);

/// <summary>Something that is sold: from <c>DateTime</c> to <c>Expires</c>, by the person <c>Seller</c>.</summary>
public sealed record Auction(
    long Id, string ItemName, string Description, long InitialBid, long Reserve, DateTime DateTime, DateTime Expires, long Seller,
    long Category, string Extra);

/// <summary>A bid of a person for an auction. Prices are whole cents.</summary>
public sealed record Bid(long Auction, long Bidder, long Price, string Channel, string Url, DateTime DateTime, string Extra);

/// <summary>The three logs of Nexmark. Fields are in snake case, in topics as in Parquet: <c>date_time</c>, <c>item_name</c>.</summary>
public static class Events
{
    /// <summary>Events before it are history, from it on they are in the topics.</summary>
    public static readonly DateTime Border = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The persons.</summary>
    public static Source<Person> Persons { get; } = new()
    {
        Topic = "person",
        EventTime = p => p.DateTime,
        Json = new() { Names = JsonNames.SnakeCase },
        History = "person",
        HistoryUntil = Border,
    };

    /// <summary>The auctions.</summary>
    public static Source<Auction> Auctions { get; } = new()
    {
        Topic = "auction",
        EventTime = a => a.DateTime,
        Json = new() { Names = JsonNames.SnakeCase },
        History = "auction",
        HistoryUntil = Border,
    };

    /// <summary>The bids.</summary>
    public static Source<Bid> Bids { get; } = new()
    {
        Topic = "bid",
        EventTime = b => b.DateTime,
        Json = new() { Names = JsonNames.SnakeCase },
        History = "bid",
        HistoryUntil = Border,
    };
}
