using Unified.Definition;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Tests.Rows;

/// <summary>Rankings and groups of groups, computed when the answer is read: as plain objects have them, and as DuckDB does.</summary>
[TestClass]
public sealed class AnswerTests
{
    [TestMethod]
    [DataRow(typeof(BusiestPlaces))]
    [DataRow(typeof(PlaceTotals))]
    [DataRow(typeof(BusiestDays))]
    public async Task The_views_rank_and_group_finished_rows_as_plain_objects_do(Type type)
    {
        var job = (Job)Activator.CreateInstance(type)!;
        using var world = await World.CreateAsync(job);
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(900);
        await ViewTests.StreamAsync(world, log);
        var expected = Expected(job, [.. log.Events]).Order(StringComparer.Ordinal).ToArray();
        Assert.IsNotEmpty(expected);
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync(ViewKind.Scan)).ToArray());

        using var duckDb = new DuckDbOracle();
        var answer = duckDb.Answer(world.Plan, new Lowering.OracleInput(duckDb.Load(world.Plan.Sources[0], log.Events), null));
        CollectionAssert.AreEqual(expected, answer.Rows.Select(r => Fixtures.Expected.Line([.. r.Select((v, i) =>
            v is Int128 unscaled ? Decimals.ToDecimal(unscaled, world.Plan.Outputs[i].Field.Type.Scale) : v)]))
            .Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public async Task The_api_gives_ranked_rows_by_filter_and_order_and_totals_by_their_keys()
    {
        using var world = await World.CreateAsync(new BusiestPlaces());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(600);
        await ViewTests.StreamAsync(world, log);
        await using var api = await ApiHost.StartAsync(world);
        var (status, body) = await api.GetAsync("/v1/jobs/busiest_places/rows?order=-readings&limit=3");
        Assert.AreEqual(200, status, body.ToString());
        var rows = body.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("readings").GetInt64()).ToList();
        CollectionAssert.AreEqual(rows.OrderDescending().ToList(), rows);
        (status, body) = await api.GetAsync("/v1/jobs/busiest_places/rows?place=ATL");
        Assert.AreEqual(200, status, body.ToString());
        Assert.AreEqual((await world.AnswerAsync()).Count(l => l.StartsWith("ATL|", StringComparison.Ordinal)),
            body.GetProperty("rows").GetArrayLength());
    }

    private static IEnumerable<string> Expected(Job job, IReadOnlyList<Reading> readings)
    {
        var days = readings.GroupBy(r => (r.Place, Day: Window.Day(r.At))).Select(g => new DayOfPlace(g.Key.Place, g.Key.Day, g.Count(),
            g.Sum(r => (long)r.Value), g.Where(r => r.Value > 2000).Max(r => (decimal?)r.Amount))).ToList();
        var busiest = days.GroupBy(d => d.Day).SelectMany(g => g.OrderByDescending(d => d.Readings)
            .ThenBy(d => d.Place, StringComparer.Ordinal).Take(2)).ToList();
        return job switch
        {
            BusiestPlaces => busiest.Select(d => Fixtures.Expected.Line(d.Place, Timestamps.FromDateTime(d.Day), d.Readings, d.Value,
                d.Amount)),
            PlaceTotals => days.Where(d => d.Readings > 1).GroupBy(d => d.Place).Where(g => g.Sum(d => d.Readings) > 2).Select(g =>
                Fixtures.Expected.Line(g.Key, g.LongCount(), g.LongCount(d => d.Readings > 3), g.Average(d => d.Readings),
                    g.Max(d => d.Readings), g.All(d => d.Amount is null) ? null : g.Sum(d => d.Amount),
                    g.Where(d => d.Readings > 3).Select(d => (long?)d.Value).DefaultIfEmpty().Sum() is var sum && g.Any(d => d.Readings > 3)
                        ? sum : null,
                    g.Where(d => d.Amount is not null).Select(d => d.Amount!.Value).ToList() is { Count: > 0 } amounts
                        ? Math.Round(amounts.Sum() / amounts.Count, 6, MidpointRounding.AwayFromZero) : null,
                    g.LongCount(d => d.Readings > 3) / (double)g.LongCount())),
            _ => busiest.GroupBy(d => d.Day).Select(g => (Day: Timestamps.FromDateTime(g.Key), Places: g.LongCount(),
                Readings: g.Sum(d => d.Readings))).OrderByDescending(d => d.Readings).ThenBy(d => d.Day).Take(2)
                .Select(d => Fixtures.Expected.Line(d.Day, d.Places, d.Readings)),
        };
    }
}
