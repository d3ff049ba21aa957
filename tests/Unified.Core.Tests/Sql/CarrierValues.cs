using Unified.Logical;
using Unified.Time;

namespace Unified.Core.Tests.Sql;

/// <summary>Edge and random values of a type, in its carrier.</summary>
internal static class CarrierValues
{
    private static readonly string[] Alphabet = ["a", "A", "b", " ", "é", "ß", "\u0130", "\u0301", "漢", "😀", "\U00010000", "'", "\"", "\\", "%", "_", "\n", "\t"];

    public static object? Next(Random random, DataType type)
    {
        if (type.Nullable && random.Next(4) == 0)
        {
            return null;
        }

        return type.Kind switch
        {
            TypeKind.Boolean => random.Next(2) == 0,
            TypeKind.Int32 => (int)Pick(random, [int.MinValue, int.MinValue + 1, -7, -2, -1, 0, 1, 2, 7, int.MaxValue], () => random.Next(-1000, 1000)),
            TypeKind.Int64 => Pick(random, [long.MinValue, long.MinValue + 1, -7, -2, -1, 0, 1, 2, 7, long.MaxValue, 1L << 53], () => random.NextInt64() >> random.Next(64)),
            TypeKind.Decimal => Decimal(random, Decimals.PowerOfTen(type.Precision)),
            TypeKind.String => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Alphabet[random.Next(Alphabet.Length)])),
            TypeKind.Timestamp => Pick(random, [Year(1), Year(1) + 1, -Timestamps.MicrosPerDay, -Timestamps.MicrosPerDay - 1, -1, 0, 1, Timestamps.MicrosPerDay - 1, Year(2000) + (59 * Timestamps.MicrosPerDay), Year(9999)],
                () => random.NextInt64(Year(1), Year(9999))),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "has no random values."),
        };
    }

    private static long Year(int year) => Timestamps.FromDateTime(new DateTime(year, 1, 1));

    private static long Pick(Random random, long[] edges, Func<long> other) => random.Next(2) == 0 ? edges[random.Next(edges.Length)] : other();

    private static object Decimal(Random random, Int128 limit)
    {
        var digits = (((Int128)random.NextInt64() << 62) ^ random.NextInt64()) % limit;
        var magnitude = random.Next(8) switch { 0 => Int128.Zero, 1 => Int128.One, 2 => limit - 1, 3 => digits % 1000, _ => digits };
        return random.Next(2) == 0 ? magnitude : -magnitude;
    }
}
