using System.Globalization;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

[TestClass]
public sealed class PromotionTests
{
    [TestMethod]
    [DataRow("view")]
    [DataRow("scan")]
    public async Task Readers_never_see_a_wrong_total_while_generations_are_promoted_rolled_back_and_collected(string view)
    {
        var random = TestSeed.Take().Random();
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new PlaceHours(), time);
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(2000);
        await simulation.FlushAsync(all: true);
        var total = simulation.Visible.LongCount(r => r.Value != 13);
        var name = world.Names.PublicView(view == "view" ? ViewKind.Answer : ViewKind.Scan);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => ReadAsync(world, name, total, stop.Token)).ToArray();
        var (promotions, rollbacks, collected) = (0, 0, 0);
        for (var i = 0; i < TestRounds.Of(ci: 6, deep: 12); i++)
        {
            var generation = await simulation.StageAsync();
            promotions += (await simulation.PromoteAsync(generation)).Promoted ? 1 : 0;
            if (i % 3 == 2)
            {
                await new Rollback(world.Database).RollbackAsync(world.Plan, generation.BaseSeq - 1, "test", "test",
                    CancellationToken.None);
                rollbacks++;
            }

            // What was superseded three turns ago goes: no query takes that long, and no rollback here reaches that far.
            time.Advance(TimeSpan.FromMinutes(10));
            collected += (await new GarbageCollection(world.Database)
                .RunAsync(world.Plan, TimeSpan.FromMinutes(25), CancellationToken.None)).Batch;
        }

        await stop.CancelAsync();
        var reads = await Task.WhenAll(readers);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{reads.Sum()} reads, {promotions} promotions, {rollbacks} rollbacks"));
        Assert.IsGreaterThan(20, reads.Sum());
        Assert.IsGreaterThan(0, collected);
        await simulation.CheckAsync("all");
    }

    [TestMethod]
    public async Task A_rollback_to_what_was_collected_is_refused_by_name_and_changes_nothing()
    {
        var random = TestSeed.Take().Random();
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new PlaceHours(), time);
        var simulation = new Simulation(world, new ReadingLog(random), random);
        for (var i = 0; i < 3; i++)
        {
            simulation.Log.Append(300);
            await simulation.FlushAsync(all: true);
            Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync(all: true))).Promoted);
        }

        time.Advance(TimeSpan.FromHours(2));
        var collected = await new GarbageCollection(world.Database).RunAsync(world.Plan, TimeSpan.FromHours(1), CancellationToken.None);
        Assert.IsGreaterThan(0, collected.Batch);
        Assert.AreEqual(3, collected.Staging);
        var refused = await Assert.ThrowsExactlyAsync<Unified.Errors.DataException>(
            () => new Rollback(world.Database).RollbackAsync(world.Plan, 1, "test", "test", CancellationToken.None));
        StringAssert.Contains(refused.Message, "cannot go back to manifest 1: generation ");
        StringAssert.Contains(refused.Message, "has been collected");
        Assert.AreEqual(3, (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Seq);
        await simulation.CheckAsync("collection");
    }

    [TestMethod]
    public async Task The_later_of_two_promotions_from_one_base_is_told_that_it_lost()
    {
        var random = TestSeed.Take().Random();
        using var world = await World.CreateAsync(new TagTotals());
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(300);
        await simulation.FlushAsync(all: true);
        var first = await simulation.StageAsync(all: true);
        var second = await simulation.StageAsync(all: true);
        Assert.IsTrue((await simulation.PromoteAsync(second)).Promoted);
        var lost = await simulation.PromoteAsync(first);
        Assert.IsFalse(lost.Promoted);
        Assert.IsEmpty(lost.Differences);
        Assert.AreEqual(1, lost.Manifest.Seq);
        await simulation.CheckAsync("the lost promotion");
    }

    private static async Task<int> ReadAsync(World world, string view, long total, CancellationToken stop)
    {
        var reads = 0;
        for (; !stop.IsCancellationRequested; reads++)
        {
            Assert.AreEqual(total, await world.CountAsync($"SELECT sum(epoch) FROM {view}"));
        }

        return reads;
    }
}
