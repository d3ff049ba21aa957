using System.Numerics;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Time;

namespace Unified.Serving.Tests.Rows;

/// <summary>Events that win, sets, variances and sums of doubles through the tables and views of a job.</summary>
[TestClass]
public sealed class MeasureViewTests
{
    [TestMethod]
    public async Task The_views_finish_them_as_plain_objects_in_the_order_of_their_log_do()
    {
        using var world = await World.CreateAsync(new PlaceMeasures());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(1200);
        await ViewTests.StreamAsync(world, log);
        var expected = Expected(log.Events.ToList()).Order(StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync(ViewKind.Scan)).ToArray());
    }

    private static IEnumerable<string> Expected(IReadOnlyList<Reading> readings) =>
        from r in readings
        group r by r.Place into g
        let thirds = Sum(g.Select(r => r.Value / 3.0))
        select Fixtures.Expected.Line(
            g.Key, g.OrderBy(r => r.At).First().Value, g.OrderBy(r => r.At).Last().Amount,
            g.Where(r => r.Tag is not null).MinBy(r => r.Amount)?.Tag, g.Where(r => r.Extra is not null).MaxBy(r => r.Extra)?.Value,
            g.Where(r => r.Value > 4000 && r.Tag is not null).OrderBy(r => r.At).LastOrDefault()?.Tag,
            g.Select(r => r.Tag).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault(),
            Timestamps.FromDateTime(g.Max(r => r.At)), g.Select(r => r.Tag).OfType<string>().Distinct().LongCount(),
            g.Any(r => r.Value == 13), g.All(r => r.Value > -499), g.Aggregate(0, (bits, r) => bits | r.Value),
            Variance(g.Select(r => new BigInteger(r.Amount * 100)).ToList(), 10_000),
            Math.Sqrt(Variance(g.Select(r => (BigInteger)r.Value).ToList(), 1)), thirds, thirds / g.Count(),
            g.Any(r => r.Value > 4990) ? g.Key : null);

    private static double Sum(IEnumerable<double> values) => PlainAggregates.Nearest(
        values.Aggregate(BigInteger.Zero, (sum, v) => sum + PlainAggregates.Units(v)), BigInteger.One << 1074);

    private static double Variance(List<BigInteger> values, BigInteger unit)
    {
        var sum = values.Aggregate(BigInteger.Zero, (a, b) => a + b);
        return PlainAggregates.Nearest((values.Count * values.Aggregate(BigInteger.Zero, (a, b) => a + (b * b))) - (sum * sum),
            (BigInteger)values.Count * values.Count * unit);
    }
}
