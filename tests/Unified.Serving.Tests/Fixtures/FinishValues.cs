using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>Values of finished columns in their carriers.</summary>
internal static class FinishValues
{
    private static readonly string[] Alphabet = ["a", "A", "b", " ", "é", "ß", "\u0130", "\u0301", "漢", "😀", "\U00010000", "'", "\"", "\\",
        "%", "_", "\n", "\t", "`"];

    private static readonly double[] Doubles = [0, -0.0, 1, -1, 0.1, -2.5, 3, 1e308, -1e308, 5e-324, double.MaxValue, double.NaN,
        double.PositiveInfinity, double.NegativeInfinity, 9007199254740993];

    public static object? Next(Random random, DataType type)
    {
        if (type.Nullable && random.Next(4) == 0)
        {
            return null;
        }

        return type.Kind switch
        {
            TypeKind.Boolean => random.Next(2) == 0,
            TypeKind.Int32 => (int)Pick(random, [int.MinValue, int.MinValue + 1, -7, -1, 0, 1, 7, 1 << 16, int.MaxValue],
                () => random.Next(-9, 10)),
            TypeKind.Int64 => Pick(random, [long.MinValue, long.MinValue + 1, -7, -1, 0, 1, 7, 1L << 32, long.MaxValue, (1L << 53) + 1],
                () => random.NextInt64() >> random.Next(64)),
            TypeKind.Decimal => Decimal(random, Decimals.PowerOfTen(type.Precision)),
            TypeKind.Double => random.Next(2) == 0 ? Doubles[random.Next(Doubles.Length)]
                : (random.NextDouble() - 0.5) * random.Next(1_000_000),
            TypeKind.String => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Alphabet[random.Next(Alphabet.Length)])),
            // What rows can hold.
            TypeKind.Timestamp => Pick(random, [Year(1900), Year(1900) + 1, -1, 0, 1, Timestamps.MicrosPerDay - 1, -Timestamps.MicrosPerDay,
                Year(2000) + (59 * Timestamps.MicrosPerDay), Year(2300) - 1], () => random.NextInt64(Year(1900), Year(2300))),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "has no random values."),
        };
    }

    private static long Year(int year) => Timestamps.FromDateTime(new DateTime(year, 1, 1));

    private static long Pick(Random random, long[] edges, Func<long> other) =>
        random.Next(2) == 0 ? edges[random.Next(edges.Length)] : other();

    private static object Decimal(Random random, Int128 limit)
    {
        var digits = (((Int128)random.NextInt64() << 62) ^ random.NextInt64()) % limit;
        var magnitude = random.Next(8) switch { 0 => Int128.Zero, 1 => Int128.One, 2 => limit - 1, 3 => digits % 1000, _ => digits };
        return random.Next(2) == 0 ? magnitude : -magnitude;
    }
}
