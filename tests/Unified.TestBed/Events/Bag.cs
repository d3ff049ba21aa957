using Unified.Definition;

namespace Unified.TestKit.Events;

/// <summary>An event with lists, and values that may be in them.</summary>
public sealed record Bag(
    DateTime At, int Number, string Word, int?[] Numbers, List<string> Words, Dictionary<string, long> Totals,
    IReadOnlyDictionary<string, string?> Notes, IReadOnlyList<Guid>? Ids);

/// <summary>Random bags: empty lists, lists that are null, keys that are there and that are not.</summary>
public static class Bags
{
    private static readonly string[] Texts = ["a", "b", "", "\"", "é😀"];

    public static Source<Bag> Source { get; } = new() { Topic = "bags", EventTime = b => b.At };

    public static IReadOnlyList<Bag> Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => new Bag(
        DateTime.UnixEpoch.AddSeconds(random.Next(1_000_000)), random.Next(-2, 3), Text(random),
        [.. Many(random, () => random.Next(4) == 0 ? (int?)null : random.Next(-2, 3))], [.. Many(random, () => Text(random))],
        Many(random, () => Text(random)).Distinct().ToDictionary(t => t, _ => random.NextInt64()),
        Many(random, () => Text(random)).Distinct().ToDictionary(t => t, t => random.Next(3) == 0 ? null : t + "!"),
        random.Next(3) == 0 ? null : [.. Many(random, () => new Guid(random.Next(3), 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))]))];

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];

    private static IEnumerable<T> Many<T>(Random random, Func<T> element) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => element())];
}
