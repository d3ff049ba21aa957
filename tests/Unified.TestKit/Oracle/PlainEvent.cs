namespace Unified.TestKit.Oracle;

/// <summary>An event as an aggregate sees it, values in their carriers.</summary>
/// <param name="Value">What is aggregated; null for no value.</param>
/// <param name="By">What events are ordered by; null for no value, or without order.</param>
/// <param name="Log">The number of its log.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Branch">The branch of the plan.</param>
internal sealed record PlainEvent(object? Value, object? By = null, int Log = 0, int Partition = 0, long Offset = 0, int Branch = 0)
{
    /// <summary>What events are ordered by one after the other, of whole events.</summary>
    public IReadOnlyList<object?> Keys { get; init; } = [];

    /// <summary>What is kept of a whole event, as C# has it.</summary>
    public IReadOnlyList<object?> Parts { get; init; } = [];

    /// <summary>Where it is: no two events are at one place.</summary>
    public (int Log, int Partition, long Offset, int Branch) Place => (Log, Partition, Offset, Branch);

    /// <summary>Events of values alone.</summary>
    public static IReadOnlyList<PlainEvent> Of(IEnumerable<object?> values) => [.. values.Select(v => new PlainEvent(v))];

    /// <summary>Random events: many are equal in what they are ordered by, and of one partition.</summary>
    public static IReadOnlyList<PlainEvent> Random(Random random, int count, Func<object?> value, Func<object?> by)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(by);
        var known = new List<object?>();
        var events = new Dictionary<(int, int, long, int), PlainEvent>();
        while (events.Count < count)
        {
            known.Add(known.Count > 0 && random.Next(3) > 0 ? known[random.Next(known.Count)] : by());
            var next = new PlainEvent(value(), known[^1], random.Next(2), random.Next(-1, 3), random.NextInt64(0, 40), random.Next(2));
            events[next.Place] = next;
        }

        return [.. events.Values];
    }
}
