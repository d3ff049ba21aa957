using Unified.Core.Tests.Linq;

namespace Unified.Core.Tests.Physical;

/// <summary>Random events of all logs of the shop: few products and hours, so that groups meet and miss each other.</summary>
internal sealed record ShopEvents(IReadOnlyList<View> Views, IReadOnlyList<Order> Orders, IReadOnlyList<Return> Returns,
    IReadOnlyList<Rating> Ratings)
{
    public static ShopEvents Next(Random random)
    {
        var products = new[] { "", "ACME", "日本", "it's", $"P{random.Next(100)}" };
        string Product() => products[random.Next(products.Length)];
        DateTime Time() => new DateTime(2024, 3, 1, 20, 0, 0, DateTimeKind.Utc)
            .AddTicks(random.NextInt64(0, TimeSpan.FromHours(7).Ticks / 10) * 10);
        List<T> Some<T>(Func<T> next) => [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => next())];
        return new ShopEvents(
            Some(() => new View(Time(), Product(), random.Next(1, 5), random.Next(-5, 900))),
            Some(() => new Order(Time(), Product(), random.Next(1, 5), random.Next(0, 9), random.Next(-9_999, 99_999) / 100m,
                random.Next(3) == 0 ? null : random.Next(5))),
            Some(() => new Return(Time(), Product(), random.Next(-999_999, 999_999) / 10_000m)),
            Some(() => new Rating(Time(), Product(), random.Next(2) == 0 ? null : "fine", random.Next(1, 6))));
    }
}
