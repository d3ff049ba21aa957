using Unified.Columnar;
using Unified.Logical;
using Unified.Plans;
using Unified.Time;
using Unified.Types;

namespace Unified.TestKit.Functions;

/// <summary>Edge and random values of a type, in its carrier.</summary>
public static class CarrierValues
{
    private static readonly string[] Alphabet = ["a", "A", "b", " ", "é", "ß", "\u0130", "\u0301", "漢", "😀", "\U00010000", "'", "\"", "\\",
        "%", "_", "\n", "\t", "\u00A0", "\u3000", "\uE000", "\uFFFF", "\u212A", "K", "k", "1", "-", "+", ",", "."];

    /// <summary>What reads as something: numbers, lists, escapes.</summary>
    private static readonly string[] Texts = ["", "0", "12", "-7", " +42\t", "0012", "2147483648", "-2147483648", "9223372036854775807",
        "9223372036854775808", "+-1", "a,b,,c", ",", "aaaa", "true", "a.b", "\uE000\U00010000", "\U0010FFFFa", "\U0010FFFF\uFFFF"];

    private static readonly double[] Doubles = [0, -0.0, 1, -1, 0.1, 3, 1e308, -1e308, 5e-324, double.MaxValue, double.NaN,
        double.PositiveInfinity, double.NegativeInfinity, 9007199254740993];

    private static string List(Random random, ListElement element)
    {
        var list = new ListTextWriter(element);
        list.Begin();
        var keys = new HashSet<string>();
        for (var i = random.Next(5); i > 0; i--)
        {
            var values = element.Fields.Select(f => f.Type.Kind == TypeKind.String && random.Next(3) > 0 ? "a"
                : Next(random, f.Type)).ToList();
            if (element.Kind == ElementKind.Entry && !keys.Add((string)values[0]!))
            {
                continue;
            }

            list.BeginElement();
            values.Index().ToList().ForEach(v => list.Fields[v.Index].Value(v.Item));
            list.EndElement();
        }

        list.End();
        return System.Text.Encoding.UTF8.GetString(list.Text);
    }

    public static object? Next(Random random, DataType type)
    {
        if (type.Nullable && random.Next(4) == 0)
        {
            return null;
        }

        return type.Kind switch
        {
            TypeKind.Boolean => random.Next(2) == 0,
            TypeKind.Int32 =>
                (int)Pick(random, [int.MinValue, int.MinValue + 1, -7, -2, -1, 0, 1, 2, 7, int.MaxValue], () => random.Next(-1000, 1000)),
            TypeKind.Int64 =>
                Pick(random, [long.MinValue, long.MinValue + 1, -7, -2, -1, 0, 1, 2, 7, long.MaxValue, 1L << 53],
                () => random.NextInt64() >> random.Next(64)),
            TypeKind.Double => random.Next(2) == 0 ? Doubles[random.Next(Doubles.Length)] : (random.NextDouble() - 0.5) * random.Next(1000),
            TypeKind.Single => random.Next(2) == 0 ? (float)Doubles[random.Next(Doubles.Length)]
                : (random.NextSingle() - 0.5f) * random.Next(1000),
            TypeKind.Decimal => Decimal(random, Decimals.PowerOfTen(type.Precision)),
            TypeKind.String => random.Next(4) == 0 ? Texts[random.Next(Texts.Length)] : string.Concat(Enumerable.Range(0,
                random.Next(6)).Select(_ => Alphabet[random.Next(Alphabet.Length)])),
            TypeKind.Timestamp =>
                Pick(random, [Year(1), Year(1) + 1, -Timestamps.MicrosPerDay, -Timestamps.MicrosPerDay - 1, -1, 0, 1,
                Timestamps.MicrosPerDay - 1, Year(2000) + (59 * Timestamps.MicrosPerDay), Year(9999)],
                () => random.NextInt64(Year(1), Year(9999))),
            TypeKind.Date => (int)Pick(random, [-719_162, 2_932_896, -1, 0, 1, 59, 19_782], () => random.Next(-719_162, 2_932_896)),
            TypeKind.Time => Pick(random, [0, 1, Timestamps.MicrosPerDay - 1], () => random.NextInt64(Timestamps.MicrosPerDay)),
            TypeKind.Duration => Pick(random, [-1, 0, 1, -Timestamps.MicrosPerDay, Timestamps.MicrosPerDay - 1, 922_337_203_685_477_580],
                () => random.NextInt64(-4_000_000_000_000, 4_000_000_000_000)),
            TypeKind.Guid => Pick(random, [0, -1, 1], () => random.NextInt64()) is var bits
                ? (object)unchecked(((Int128)bits << 64) | (Int128)(ulong)bits)
                : null,
            TypeKind.UInt32 => (uint)Pick(random, [0, 1, 7, uint.MaxValue], () => random.Next(1000)),
            TypeKind.UInt64 => unchecked((ulong)Pick(random, [0, 1, 7, -1, long.MinValue], () => random.NextInt64() >> random.Next(64))),
            TypeKind.Int8 => (int)Pick(random, [-128, -1, 0, 127], () => random.Next(-128, 128)),
            TypeKind.UInt8 => (int)Pick(random, [0, 1, 255], () => random.Next(256)),
            TypeKind.Int16 => (int)Pick(random, [-32_768, -1, 0, 32_767], () => random.Next(-1000, 1000)),
            TypeKind.UInt16 => (int)Pick(random, [0, 1, 65_535], () => random.Next(1000)),
            TypeKind.Enum => type.Members!.Items[random.Next(type.Members.Items.Length)].Number,
            TypeKind.List => List(random, type.Element!),
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
