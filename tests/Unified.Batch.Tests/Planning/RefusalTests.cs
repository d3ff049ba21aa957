using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Batch.Tests.Planning;

/// <summary>What a refused generation leads to: precise epochs, the layer that is wrong, a repair or a new generation.</summary>
[TestClass]
public sealed class RefusalTests
{
    private static readonly Difference Coarse = new("daily_trades", new DifferentState())
    {
        Keys = [new KeyText("symbol", "ACME")],
        Columns = [new ColumnDifference("trades", "1", "2")],
        Epochs = [new EpochId(Fixture.Partition(0), 0), new EpochId(Fixture.Partition(0), 1)],
    };

    [TestMethod]
    public async Task A_refusal_is_shown_and_after_the_repair_the_same_generation_is_promoted()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        var precise = Coarse with { Epochs = [new EpochId(Fixture.Partition(0), 1)] };
        fixture.Stores.Differences.Enqueue(Coarse);
        fixture.Stores.Proof = _ => [precise];

        var refused = await fixture.ReconcileAsync();
        var writes = fixture.Stores.Writes.Count;
        var promoted = await fixture.ReconcileAsync();

        Assert.AreEqual(ReconcileResult.Refused, refused.Result);
        Assert.AreEqual(precise, refused.Differences.Single());
        Assert.AreEqual(ReconcileResult.Promoted, promoted.Result);
        Assert.AreEqual(refused.Generation, promoted.Generation);
        Assert.AreEqual(writes, fixture.Stores.Writes.Count, "nothing was computed again");
    }

    [TestMethod]
    public async Task The_epochs_of_a_refused_row_are_computed_again_one_slice_each_and_only_those_that_differ_are_named()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        fixture.Stores.Differences.Enqueue(Coarse);
        Generation? check = null;
        fixture.Stores.Proof = generation =>
        {
            check = generation;
            return [Coarse with { Epochs = [new EpochId(Fixture.Partition(0), 1)], Columns = [] }];
        };

        var outcome = await fixture.ReconcileAsync();

        CollectionAssert.AreEqual(new[] { "log:trades:0:0:1", "log:trades:0:1:2" }, check!.Slices.Select(s => s.Name).ToArray());
        Assert.IsTrue(check.Slices.All(s => fixture.Stores.Slices.ContainsKey((check.Id, s.Name))));
        Assert.Contains(check.Id, fixture.Stores.GivenUp, "nobody takes it for a generation that is to be promoted");
        CollectionAssert.AreEqual(new[] { new EpochId(Fixture.Partition(0), 1) }, outcome.Differences.Single().Epochs.ToArray());
        Assert.IsEmpty(outcome.Differences.Single().Columns, "what the second proof found is told");
    }

    [TestMethod]
    public async Task When_the_archive_says_what_the_stream_says_the_generation_is_wrong_and_giving_it_up_is_the_way_out()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        fixture.Stores.Differences.Enqueue(Coarse);

        var refused = await fixture.ReconcileAsync();

        var difference = refused.Differences.Single();
        Assert.IsEmpty(difference.Epochs, "the stream's rows must not be repaired");
        StringAssert.EndsWith(difference.Message,
            $"generation {refused.Generation} is wrong. Give it up, and the next run computes it anew: backfill --give-up");
        Assert.AreEqual(refused.Generation, (await fixture.Reconciler.GiveUpAsync(fixture.Plan, CancellationToken.None))!.Id);
        var anew = await fixture.ReconcileAsync();
        Assert.AreEqual(ReconcileResult.Promoted, anew.Result);
        Assert.AreNotEqual(refused.Generation, anew.Generation);
    }

    [TestMethod]
    public async Task A_row_that_a_proof_of_too_many_rows_does_not_name_stays_as_it_was()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        fixture.Stores.Differences.Enqueue(Coarse);
        var more = new Difference("daily_trades", new MoreRows(80, 50));
        fixture.Stores.Proof = _ => [more];
        Assert.AreSame(Coarse, (await fixture.ReconcileAsync()).Differences.Single());
    }

    [TestMethod]
    public async Task When_nearly_everything_differs_nothing_is_computed_again()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        var everything = Coarse with { Epochs = [.. Enumerable.Range(0, 257).Select(e => new EpochId(Fixture.Partition(0), e))] };
        fixture.Stores.Differences.Enqueue(everything);
        fixture.Stores.Proof = _ => throw new InvalidOperationException("not asked");
        Assert.AreSame(everything, (await fixture.ReconcileAsync()).Differences.Single());
        Assert.IsEmpty(fixture.Stores.GivenUp);
    }

    [TestMethod]
    public async Task A_generation_that_was_planned_on_a_manifest_that_lost_its_number_is_planned_anew()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await fixture.Stores.CreateAsync(new Generation
        {
            Id = 1,
            Job = fixture.Plan.Job,
            Version = fixture.Plan.Version,
            BaseSeq = 0,
            Slices = [new LogSlice(Fixture.Partition(0), 2, 4)],
        }, CancellationToken.None);
        var outcome = await fixture.ReconcileAsync();
        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        Assert.AreEqual(0L, fixture.Stores.Promoted.Single().Slices.OfType<LogSlice>().First(s => s.Partition.Number == 0).First,
            "epochs 0 and 1 are not lost");
    }
}
