using System.Collections.Concurrent;
using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Rows;
using Unified.TestKit;

namespace Unified.Serving.Tests.Versions;

/// <summary>The row says which version is public; the three views follow it, whoever moves them and whenever somebody stops.</summary>
[TestClass]
public sealed class PublicViewsTests
{
    private static readonly ViewKind[] Kinds = Enum.GetValues<ViewKind>();

    [TestMethod]
    public async Task Readers_see_one_version_or_the_other_and_never_an_error_while_the_views_are_switched_to_and_fro()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(300);
        await ViewTests.StreamAsync(old, log);
        await ViewTests.StreamAsync(next, log);
        var allowed = new Dictionary<ViewKind, HashSet<string>>();
        foreach (var kind in Kinds)
        {
            allowed[kind] = [await TextAsync(old, old.Names.VersionView(kind)), await TextAsync(old, next.Names.VersionView(kind))];
            Assert.HasCount(2, allowed[kind], "the versions must differ, or a mixture would not show");
        }

        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<(ViewKind, string), bool>();
        var readers = Kinds.Select(async kind =>
        {
            while (!stop.IsCancellationRequested)
            {
                var text = await TextAsync(old, old.Names.PublicView(kind));
                Assert.Contains(text, allowed[kind], $"{kind} shows neither version");
                seen.TryAdd((kind, text), true);
            }
        }).ToArray();
        var views = new PublicViews(next.Database);
        // Until each reader has met both versions: otherwise nothing was tried.
        for (var i = 0; i < 20 || (seen.Count < 2 * Kinds.Length && !readers.Any(r => r.IsFaulted)); i++)
        {
            var to = i % 2 == 0 ? next : old;
            Assert.AreEqual(to.Plan.Version, await views.SwitchAsync("place_hours", to.Plan.Version, "test", "test",
                CancellationToken.None));
            // A start-up of either program meanwhile changes nothing.
            await (i % 3 == 0 ? old : next).Tables.CreateAsync((i % 3 == 0 ? old : next).Plan, CancellationToken.None);
            await ShowsAsync(old, to.Plan.Version);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    /// <summary>However many views had been moved, and whoever comes next.</summary>
    [TestMethod]
    public async Task A_switch_that_died_on_the_way_is_finished_by_any_start_up_and_by_the_command()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursShort());
        var views = new PublicViews(old.Database);
        Func<string, Task>[] healers =
        [
            _ => old.Tables.CreateAsync(old.Plan, CancellationToken.None),
            _ => next.Tables.CreateAsync(next.Plan, CancellationToken.None),
            to => views.SwitchAsync("place_hours", to, "test", "", CancellationToken.None),
        ];
        foreach (var moved in Enumerable.Range(0, Kinds.Length + 1))
        {
            foreach (var (from, to) in new[] { (old, next), (next, old) })
            {
                foreach (var heal in healers)
                {
                    await views.SwitchAsync("place_hours", from.Plan.Version, "test", "", CancellationToken.None);
                    await views.SetAsync("place_hours", to.Plan.Version, "test", "dies", CancellationToken.None);
                    foreach (var kind in Kinds.Take(moved))
                    {
                        await old.Database.ExecuteAsync(
                            $"CREATE OR REPLACE VIEW {old.Names.PublicView(kind)} AS SELECT * FROM {to.Names.VersionView(kind)}",
                            CancellationToken.None);
                    }

                    await heal(to.Plan.Version);
                    await ShowsAsync(old, to.Plan.Version);
                }
            }
        }
    }

    [TestMethod]
    public async Task Of_two_that_switch_at_once_one_wins_and_all_three_views_are_its()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        for (var i = 0; i < 10; i++)
        {
            var both = await Task.WhenAll(new[] { old, next }.Select(w =>
                new PublicViews(w.Database).SwitchAsync("place_hours", w.Plan.Version, "test", "", CancellationToken.None)));
            var shown = (await new PublicVersions(old.Database).CurrentAsync("place_hours", CancellationToken.None))!.Version;
            Assert.Contains(shown, both, "who won was told so");
            await ShowsAsync(old, shown);
        }
    }

    [TestMethod]
    public async Task A_switch_counts_although_the_clock_of_the_one_before_was_ahead()
    {
        var ahead = new ShiftedTime();
        ahead.Advance(TimeSpan.FromDays(400));
        using var old = await World.CreateAsync(new PlaceHours(), ahead);
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        Assert.AreEqual(next.Plan.Version, await new PublicViews(next.Database)
            .SwitchAsync("place_hours", next.Plan.Version, "test", "", CancellationToken.None));
        await ShowsAsync(old, next.Plan.Version);
    }

    [TestMethod]
    public async Task A_new_version_starts_also_when_the_public_one_was_dropped()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        foreach (var kind in Kinds)
        {
            await old.Database.ExecuteAsync($"DROP VIEW {old.Names.VersionView(kind)}", CancellationToken.None);
        }

        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        await Assert.ThrowsExactlyAsync<DataException>(() => old.AnswerAsync());
        await new PublicViews(next.Database).SwitchAsync("place_hours", next.Plan.Version, "test", "", CancellationToken.None);
        await ShowsAsync(old, next.Plan.Version);
    }

    private static async Task ShowsAsync(World world, string version)
    {
        foreach (var (kind, shown) in await new PublicViews(world.Database).ShownAsync("place_hours", CancellationToken.None))
        {
            Assert.AreEqual(version, shown, kind.ToString());
        }
    }

    private static async Task<string> TextAsync(World world, string view) =>
        string.Join('\n', await world.LinesAsync($"SELECT * FROM {view}"));
}
