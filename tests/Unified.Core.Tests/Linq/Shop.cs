using Unified.Definition;

namespace Unified.Core.Tests.Linq;

internal sealed record View(DateTime Seen, string Product, int User, int Seconds);

internal sealed record Order(DateTime At, string Product, int User, long Pieces, [property: Precision(10, 2)] decimal Price, int? Coupon);

internal sealed record Return(DateTime Day, string Product, [property: Precision(12, 4)] decimal Refund);

internal sealed record Rating(DateTime At, string Product, string? Text, int Stars);

/// <summary>Four logs of one shop that have nothing in common but what their columns mean.</summary>
internal static class Shop
{
    public static Source<View> Views { get; } = new()
    {
        Topic = "shop.views",
        Name = "views",
        Partitions = 4,
        EpochLength = 16,
        EventTime = v => v.Seen
    };

    public static Source<Order> Orders { get; } = new()
    {
        Topic = "shop.orders",
        Name = "orders",
        Partitions = 2,
        EpochLength = 64,
        EventTime = o => o.At,
        History = "history/orders",
        HistoryUntil = new DateTime(2024, 3, 2, 0, 0, 0, DateTimeKind.Utc),
    };

    public static Source<Return> Returns { get; } = new()
    {
        Topic = "shop.returns",
        Name = "returns",
        Partitions = 1,
        EpochLength = 32,
        EventTime = r => r.Day
    };

    public static Source<Rating> Ratings { get; } = new()
    {
        Topic = "shop.ratings",
        Name = "ratings",
        Partitions = 3,
        EpochLength = 16,
        EventTime = r => r.At
    };
}
