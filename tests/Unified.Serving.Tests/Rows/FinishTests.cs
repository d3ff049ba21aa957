using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

/// <summary>What a result computes from keys and aggregates: the views compute it as plain C# does.</summary>
[TestClass]
public sealed class FinishTests
{
    [TestMethod]
    public async Task The_views_compute_columns_and_choose_rows_as_plain_objects_do()
    {
        using var world = await World.CreateAsync(new PlaceShares());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(900);
        await ViewTests.StreamAsync(world, log);
        var expected = Expected(log.Events).Order(StringComparer.Ordinal).ToArray();
        Assert.IsGreaterThan(20, expected.Length);
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync(ViewKind.Scan)).ToArray());
    }

    [TestMethod]
    [DataRow(long.MaxValue, "column 'doubled'")]
    [DataRow(7L, "column 'inverse'")]
    [DataRow(9L, "the where of the result")]
    public async Task What_has_no_value_is_an_error_that_names_job_column_and_group(long big, string column)
    {
        using var world = await World.CreateAsync(new FragileTags());
        await StreamAsync(world, Read("blue", 1), Read("red", big));
        foreach (var kind in new[] { ViewKind.Answer, ViewKind.Scan })
        {
            var error = await Assert.ThrowsExactlyAsync<DataException>(() => world.AnswerAsync(kind));
            StringAssert.Contains(error.Message, $"Job 'fragile_tags': {column} of a group cannot be computed");
        }

        await using var api = await ApiHost.StartAsync(world);
        var (status, body) = await api.GetAsync("/v1/jobs/fragile_tags/rows");
        Assert.AreEqual(422, status, body.ToString());
        Assert.AreEqual(("urn:unified:problem:uncomputable", "fragile_tags", column, "{tag=red}"), (body.GetProperty("type").GetString(),
            body.GetProperty("job").GetString(), body.GetProperty("column").GetString(), body.GetProperty("group").GetString()));
        (status, body) = await api.GetAsync("/v1/jobs/fragile_tags/rows?tag=blue");
        Assert.AreEqual(200, status, "the groups that have one are answered: " + body);
    }

    [TestMethod]
    public async Task A_branch_that_is_not_chosen_and_a_row_that_is_hidden_fail_nothing()
    {
        using var world = await World.CreateAsync(new FragileTags());
        await StreamAsync(world, Read("blue", 5), Read("red", 8), Read(null, -3));
        string[] expected = [Fixtures.Expected.Line("blue", 5L, 10L, -1L, double.PositiveInfinity),
            Fixtures.Expected.Line(null, -3L, -6L, -31L, double.NegativeInfinity)];
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
        await using var api = await ApiHost.StartAsync(world);
        var (status, body) = await api.GetAsync("/v1/jobs/fragile_tags/rows?order=ratio");
        Assert.AreEqual(200, status, body.ToString());
        Assert.AreEqual("-Infinity Infinity",
            string.Join(' ', body.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("ratio").GetString())));
    }

    [TestMethod]
    public async Task A_group_comes_and_goes_with_its_where_and_its_states_stay()
    {
        using var world = await World.CreateAsync(new FragileTags());
        await StreamAsync(world, Read("red", 8));
        Assert.IsEmpty(await world.AnswerAsync());
        await StreamAsync(world, Read("red", 8), Read("red", 2));
        Assert.AreEqual(Fixtures.Expected.Line("red", 10L, 20L, 103L, double.PositiveInfinity), (await world.AnswerAsync()).Single());
    }

    private static Reading Read(string? tag, long big) =>
        new(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), "x", tag, 1, null, 1m, big);

    private static async Task StreamAsync(World world, params Reading[] readings)
    {
        var run = ReadingLog.Run(world.Program, readings);
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(Readings.P(0), 0), readings.Length, run.Counts), run.Rows(changedOnly: false))],
            CancellationToken.None);
    }

    private static IEnumerable<string> Expected(IEnumerable<Reading> readings) =>
        from r in readings
        group r by new { r.Place, r.Tag, Day = r.At.Date } into g
        let count = g.LongCount()
        let high = g.LongCount(r => r.Value > 2000)
        let best = g.Where(r => r.Value < 1000 && r.Big > 0).Max(r => (long?)r.Value)
        let share = high / (double)count
        where count * 2 > 2 && !(share < 0.1)
        select Fixtures.Expected.Line(
            Unified.Time.Timestamps.FromDateTime(g.Key.Day), g.Key.Tag ?? "nowhere", g.Key.Place is "ATL" or "x`y", g.Key.Place, g.Key.Tag,
            1, share, (100.0 * g.Sum(r => r.Big) / count) - 0.5, g.Max(r => r.Extra) / (double?)g.Min(r => r.Extra),
            best - g.Min(r => r.Extra),
            g.Sum(r => r.Big) > 1L << 40 ? "big" : high == 0 ? "none" : "small", (count % 3) - (g.Sum(r => r.Big) / 7),
            g.Max(r => r.Amount) - (g.Min(r => r.Amount) * 1.5m), (double)g.Sum(r => r.Amount), g.Key.Place.Length, count % 2 != 0,
            g.Max(r => r.Extra) ?? (long)g.Key.Day.Day, count * 2, double.NaN, g.Key.Day.Year);
}
