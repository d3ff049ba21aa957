using System.Numerics;
using System.Text.Json;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

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

    [TestMethod]
    public async Task The_API_gives_lists_and_joined_texts_as_LINQ_does()
    {
        using var world = await World.CreateAsync(new PlaceLists());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(600);
        await ViewTests.StreamAsync(world, log);
        await using var api = await ApiHost.StartAsync(world);

        var found = (await api.GetAsync($"/v1/jobs/{world.Plan.Job}/rows?limit=1000")).Body;

        Assert.IsTrue(found.TryGetProperty("rows", out var rows), found.ToString());
        CollectionAssert.AreEqual(Lists(log.Events.ToList()).Order(StringComparer.Ordinal).ToArray(),
            rows.EnumerateArray().Select(r => r.GetRawText()).Order(StringComparer.Ordinal).ToArray());
        var refused = (await api.GetAsync($"/v1/jobs/{world.Plan.Job}/rows?order=largest")).Body;
        Assert.Contains("largest", refused.GetProperty("detail").GetString()!);
    }

    private static IEnumerable<string> Lists(IReadOnlyList<Reading> readings) =>
        from r in readings
        group r by r.Place into g
        let high = g.Where(r => r is { Value: > 4000, Tag: not null }).ToList()
        let thirds = g.Select(r => Bin(r.Value / 3.0)).Order().ToList()
        let n = (BigInteger)g.Count()
        select JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["place"] = g.Key,
            ["largest"] = g.OrderByDescending(r => r.Value).Take(3).Select(r => r.Value),
            ["dearest"] = g.Where(r => r.Extra is not null).OrderByDescending(r => r.Extra).Take(2).Select(r => r.Amount / 1.000000000000m),
            ["newest"] = g.OrderBy(r => r.Amount).Take(2).Select(r => CarrierText.Format(DataType.Timestamp,
                Timestamps.FromDateTime(r.At))),
            ["tags"] = high.OrderByDescending(r => r.At).Take(5).Select(r => r.Tag),
            ["values"] = Counts(g.Select(r => (decimal)r.Value), -100, 0, 100),
            ["amounts"] = Counts(g.Select(r => r.Amount), 0, 12.345m),
            ["lucky"] = high.Count == 0 ? null : string.Join('|', high.OrderBy(r => r.At).Select(r => r.Tag)),
            ["about_tags"] = PlainSketch.Estimate(g.Select(r => (object)r.Big)),
            ["median"] = BinMiddle.Of(thirds[(thirds.Count - 1) / 2], integers: false),
            ["together"] = PlainAggregates.Nearest((n * Sum(g, r => r.Value * new BigInteger(r.Amount * 100)))
                - (Sum(g, r => r.Value) * Sum(g, r => new BigInteger(r.Amount * 100))), n * n * 100),
        });

    private static int Bin(double value) => Math.Sign(value) * (int)(BitConverter.DoubleToInt64Bits(Math.Abs(value)) >> 45);

    private static BigInteger Sum(IEnumerable<Reading> readings, Func<Reading, BigInteger> value) =>
        readings.Aggregate(BigInteger.Zero, (sum, r) => sum + value(r));

    private static IEnumerable<int> Counts(IEnumerable<decimal> values, params decimal[] bounds) =>
        Enumerable.Range(0, bounds.Length + 1).Select(bucket => values.Count(v => bounds.Count(b => b <= v) == bucket));

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
