using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.Time;

namespace Unified.Serving.Tests.Rows;

/// <summary>Windows that are merged from panes when they are read: hopping ones, several lengths at once, sessions.</summary>
[TestClass]
public sealed class PaneWindowTests
{
    [TestMethod]
    [DataRow(typeof(PlaceSlides))]
    [DataRow(typeof(PlaceSpans))]
    [DataRow(typeof(PlaceSessions))]
    [DataRow(typeof(Bursts))]
    public async Task Whatever_is_flushed_and_promoted_the_windows_are_those_of_plain_objects(Type job)
    {
        var random = TestSeed.Take().Random();
        using var world = await World.CreateAsync((Job)Activator.CreateInstance(job)!);
        var simulation = new Simulation(world, new ReadingLog(random), random);
        for (var i = 0; i < TestRounds.Of(ci: 2, deep: 5); i++)
        {
            simulation.Log.Append(random.Next(250));
            await simulation.FlushAsync();
            await simulation.CheckAsync($"flush {i}");
            var outcome = await simulation.PromoteAsync(await simulation.StageAsync());
            Assert.IsTrue(outcome.Promoted, string.Join('\n', outcome.Differences.Select(d => d.Message)));
            await simulation.CheckAsync($"promotion {i}");
        }

        Assert.IsNotEmpty(simulation.Expected());
    }

    [TestMethod]
    public async Task Sessions_of_keys_that_compare_in_their_own_way_are_those_of_one_key()
    {
        using var world = await World.CreateAsync(new OddSessions());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(500);
        await ViewTests.StreamAsync(world, log);
        var expected = log.Events.GroupBy(r => OddSessions.Odd(r.Value)).SelectMany(g => ExpectedWindows.Islands(g, OddSessions.Gap)
            .Select(s => Expected.Line(g.Key is 0 ? 0.0 : g.Key, Timestamps.FromDateTime(s[0].At), s.Count)));
        CollectionAssert.AreEqual(expected.Order(StringComparer.Ordinal).ToArray(), (await world.AnswerAsync()).ToArray());
    }

    [TestMethod]
    public async Task A_sum_that_fits_every_pane_and_no_window_is_an_error_that_names_the_window()
    {
        using var world = await World.CreateAsync(new BigSlides());
        // Two panes of an hour, each with nearly all that a decimal of 28 digits holds.
        var at = new DateTime(2024, 2, 27, 3, 30, 0, DateTimeKind.Utc);
        var fold = ReadingLog.Run(world.Program, new[] { at, at.AddHours(1) }.SelectMany(t => Enumerable.Range(0, 6).Select(_ =>
            new Reading(t, "ATL", null, 1, null, 9_999_999_999.99m, 999_999_999_999_999_999))));
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(Readings.P(0), 0), 16, fold.Counts), fold.Rows(false))], CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);
        var (status, body) = await api.GetAsync("/v1/jobs/big_slides/rows?from=2024-02-27T02:00:00Z&to=2024-02-27T03:00:00Z");
        Assert.AreEqual(200, status, body.ToString());
        Assert.AreEqual(5_999_999_999_999_999_994, body.GetProperty("rows")[0].GetProperty("big").GetInt64());
        (status, body) = await api.GetAsync("/v1/jobs/big_slides/rows");
        Assert.AreEqual(422, status, body.ToString());
        StringAssert.Contains(body.GetProperty("detail").GetString(), "{place=ATL, start=2024-02-27T03:00:00Z}");
        StringAssert.Contains(body.GetProperty("detail").GetString(), "'big'");
    }
}
