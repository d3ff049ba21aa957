using Unified.Definition;

namespace Unified.TestKit.Events;

public sealed record Shopper(long Id, string? Name);

public sealed record Gift(string To, bool Wrapped);

public sealed record BasketLine(string Sku, int Qty, [property: Precision(10, 2)] decimal Price, DateTime? Since, Gift? Gift);

public sealed record Box(string Label, Guid[] Parcels, IReadOnlyDictionary<string, BasketLine> Named);

/// <summary>An event with lists of every kind: of values, of records, of records with lists, dictionaries of values and of
/// records.</summary>
public sealed record Basket(
    DateTime At, Shopper Who, BasketLine[] Lines, Dictionary<string, int> Tags, List<double?> Scores, IReadOnlyList<Box>? Boxes);

/// <summary>Random baskets: empty and missing lists, nulls, texts that JSON escapes.</summary>
public static class Baskets
{
    private static readonly string[] Words = ["", "a", "apple", "päron", "\"quoted\"", "back\\slash", "line\nbreak", "🍏", "null", "a,b"];

    /// <summary>The source of baskets: names in camel case, epochs of 64 offsets.</summary>
    public static Source<Basket> Source { get; } = new()
    {
        Topic = "baskets",
        Partitions = 3,
        EpochLength = 64,
        EventTime = b => b.At,
        Json = new JsonForm { Names = JsonNames.CamelCase },
    };

    public static IReadOnlyList<Basket> Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Next(random))];

    public static Basket Next(Random random) => new(Time(random), new Shopper(random.Next(4), Maybe(random, () => Word(random))),
        [.. Many(random, () => Line(random))], Entries(random, () => random.Next(-3, 100)),
        [.. Many(random, () => random.Next(4) == 0 ? (double?)null : random.Next(3) == 0 ? -0.0 : random.NextDouble() * 1e9)],
        random.Next(4) == 0 ? null : [.. Many(random, () => new Box(Word(random), [.. Many(random, () => new Guid(random.Next(50), 2, 3,
            [4, 5, 6, 7, 8, 9, 10, 11]))], Entries(random, () => Line(random))))]);

    private static BasketLine Line(Random random) => new(Word(random), random.Next(-2, 9), random.Next(-100, 100_000) / 100m,
        random.Next(3) == 0 ? null : Time(random), random.Next(2) == 0 ? null : new Gift(Word(random), random.Next(2) == 0));

    private static DateTime Time(Random random) =>
        new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(random.NextInt64(0, TimeSpan.FromDays(2).Ticks / 10) * 10);

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    private static string? Maybe(Random random, Func<string> value) => random.Next(3) == 0 ? null : value();

    private static IEnumerable<T> Many<T>(Random random, Func<T> element) =>
        [.. Enumerable.Range(0, random.Next(5)).Select(_ => element())];

    private static Dictionary<string, T> Entries<T>(Random random, Func<T> value) =>
        Many(random, () => Word(random)).Distinct().ToDictionary(w => w, _ => value());
}
