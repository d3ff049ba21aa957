using Unified.Errors;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Manifests;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

/// <summary>What is promoted is computed once more and compared with the answer, whichever engine computes.</summary>
[TestClass]
public sealed class SecondOpinionTests
{
    [TestMethod]
    public async Task Equal_rows_are_proved_and_a_changed_lost_or_invented_row_is_named_and_nothing_is_promoted()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        scene.History.Write(scene.History.Border - 1, "a.parquet", 40);
        await scene.PromoteAsync();
        var (world, opinion) = (scene.World, new SecondOpinion(scene.World.Database));
        Assert.IsEmpty(await opinion.KnownAsync(world.Plan, CancellationToken.None));
        var before = await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None);
        var equal = await AskAsync(scene, opinion);
        Assert.IsEmpty(equal.Differences);
        Assert.AreEqual(await world.CountAsync($"SELECT count() FROM {world.Names.Batch}"), equal.Rows);
        Assert.AreEqual((before.Seq, 0L), (equal.ManifestSeq, equal.Different));

        var state = world.Plan.Rows.States[0].Name;
        var day = await world.CountAsync($"SELECT max(_day) FROM {world.Names.Batch}");
        var rows = await world.CountAsync($"SELECT count() FROM {world.Names.Batch} WHERE _day = {day}");
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {world.Names.Batch} UPDATE `{state}` = `{state}` + 1 WHERE _day = {day}", CancellationToken.None,
            ("mutations_sync", 2));
        var changed = await AskAsync(scene, opinion);
        Assert.AreEqual(rows, changed.Different);
        Assert.Contains($"column {state} is ", changed.Differences[0]);
        Assert.Contains(" in the answer and ", changed.Differences[0]);
        Assert.Contains(" by native", changed.Differences[0]);

        await world.Database.ExecuteAsync(
            $"ALTER TABLE {world.Names.Batch} DELETE WHERE _day = {day}", CancellationToken.None, ("mutations_sync", 2));
        var lost = await AskAsync(scene, opinion);
        Assert.AreEqual(rows, lost.Different);
        Assert.EndsWith("native has it and the answer has not", lost.Differences[0]);

        var known = (await opinion.KnownAsync(world.Plan, CancellationToken.None)).Single();
        Assert.AreEqual(("native", before.Seq, rows, "test"), (known.Engine, known.ManifestSeq, known.Different, known.Who));
        Assert.AreEqual(before.Id, (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Id);
        Assert.IsNull(await world.Generations.FindOpenAsync(world.Plan, before.Seq, CancellationToken.None), "nothing is left open");
    }

    [TestMethod]
    public async Task Nothing_promoted_is_nothing_to_compute_and_files_that_have_changed_are_no_difference_but_an_error()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        Assert.IsNull(await scene.Reconciler.ComputeAgainAsync(scene.World.Plan, null, CancellationToken.None));
        scene.History.Write(scene.History.Border - 1, "a.parquet", 20);
        await scene.PromoteAsync();
        scene.History.Write(scene.History.Border - 1, "b.parquet", 20);
        var error = await Assert.ThrowsExactlyAsync<DataException>(
            () => scene.Reconciler.ComputeAgainAsync(scene.World.Plan, null, CancellationToken.None));
        Assert.Contains("cannot be computed again", error.Message);
        Assert.Contains("b.parquet", error.Message);
    }

    private static async Task<OpinionResult> AskAsync(RebuildScene scene, SecondOpinion opinion)
    {
        var again = await scene.Reconciler.ComputeAgainAsync(scene.World.Plan, null, CancellationToken.None);
        Assert.IsNotNull(again);
        return await opinion.CompareAsync(scene.World.Plan, again.Manifest, again.Generation, again.Engine, "test", CancellationToken.None);
    }
}
