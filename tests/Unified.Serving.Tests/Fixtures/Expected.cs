using System.Globalization;
using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>The answer, recomputed over objects without any of Unified's engine, as sorted lines of text.</summary>
public static class Expected
{
    private static readonly Lazy<Dictionary<long, double>> Middles = new(() =>
        Enumerable.Range(-10_000, 20_001).GroupBy(v => Bin(v)).ToDictionary(bin => bin.Key, bin => (bin.Min() + (double)bin.Max()) / 2));

    public static IReadOnlyList<string> PlaceHours(IEnumerable<Reading> readings) =>
    [
        .. readings.Where(r => r.Value != 13).GroupBy(r => (r.Place, r.Tag, Day: Window.Tumbling(r.At, TimeSpan.FromHours(6)))).Select(g =>
        {
            var extras = g.Where(r => r.Extra is not null).Select(r => (long)r.Extra!.Value).ToArray();
            return Line(
                g.Key.Place, g.Key.Tag, Unified.Time.Timestamps.FromDateTime(g.Key.Day), g.LongCount(), g.Sum(r => (long)r.Value),
                (double)g.Sum(r => (long)r.Value) / g.Count(), extras.Length == 0 ? null : extras.Min(),
                extras.Length == 0 ? null : extras.Max(),
                extras.Length == 0 ? null : extras.Sum(), extras.Length == 0 ? null : (double)extras.Sum() / extras.Length,
                g.Sum(r => r.Amount), MeanOf(g.Sum(r => r.Amount), g.Count()), Quantile([.. g.Select(r => r.Value)], 0.9));
        }).Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> TagTotals(IEnumerable<Reading> readings) =>
        [.. readings.GroupBy(r => r.Tag).Select(g => Line(g.Key, g.LongCount(), g.Sum(r => r.Big), g.Min(r => r.Value)))
            .Order(StringComparer.Ordinal)];

    public static string Line(params object?[] values) => string.Join("|", values.Select(v => v switch
    {
        null => "null",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        decimal number => (number / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        Array items => string.Join(' ', items.Cast<object>().Select(i => Convert.ToString(i, CultureInfo.InvariantCulture))),
        _ => Convert.ToString(v, CultureInfo.InvariantCulture),
    }));

    // Four digits more than the column's two, halves away from zero.
    private static decimal MeanOf(decimal sum, int count) => Math.Round(sum / count, 6, MidpointRounding.AwayFromZero);

    // The middle of the integers that share the bin (1/128 of an octave) of the value at the rank.
    internal static double Quantile(int[] values, double q)
    {
        var sorted = values.OrderBy(v => Bin(v)).ToArray();
        var rank = (int)Math.Ceiling((decimal)q * sorted.Length);
        return Middles.Value[Bin(sorted[Math.Max(rank, 1) - 1])];
    }

    private static long Bin(int value) => Math.Sign(value) * (BitConverter.DoubleToInt64Bits(Math.Abs((double)value)) >> 45);
}
