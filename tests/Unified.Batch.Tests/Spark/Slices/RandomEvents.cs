using Unified.Logical;
using Unified.TestKit.Functions;
using Unified.Time;
using Unified.Types;

namespace Unified.Batch.Tests.Spark.Slices;

/// <summary>
/// Random events of a source in their carriers, edge values among them. Each column has a small pool beside them, so that there are ties.
/// Times are those that tables can hold.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="random">Where randomness comes from.</param>
/// <param name="from">The first event time.</param>
/// <param name="until">The end of the event times.</param>
internal sealed class RandomEvents(SourceSchema source, Random random, long from, long until)
{
    private static readonly long First = Timestamps.FromDateTime(new DateTime(1900, 1, 1));
    private static readonly long End = Timestamps.FromDateTime(new DateTime(2300, 1, 1));

    private readonly Dictionary<string, object?[]> _pools = source.Columns.ToDictionary(c => c.Name,
        c => Enumerable.Range(0, random.Next(1, 6)).Select(_ => Value(random, c.Type)).ToArray(), StringComparer.Ordinal);

    /// <summary>Says what a column holds instead of anything.</summary>
    public Dictionary<string, Func<Random, object?>> Of { get; init; } = [];

    public IReadOnlyList<object?[]> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => source.Columns.Select(One).ToArray())];

    private object? One(Field column) => column.Name == source.EventTime ? random.NextInt64(from, until)
        : Of.TryGetValue(column.Name, out var own) ? own(random)
        : random.Next(2) == 0 ? _pools[column.Name][random.Next(_pools[column.Name].Length)] : Value(random, column.Type);

    private static object? Value(Random random, DataType type) => CarrierValues.Next(random, type) switch
    {
        long time when type.Kind == TypeKind.Timestamp => Math.Clamp(time, First, End - 1),
        int day when type.Kind == TypeKind.Date => (int)Math.Clamp(day, First / Timestamps.MicrosPerDay,
            (End / Timestamps.MicrosPerDay) - 1),
        // No record of a topic has another.
        double number => double.IsFinite(number) ? number : double.MinValue,
        float number => float.IsFinite(number) ? number : float.Epsilon,
        var other => other,
    };
}
