using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Batch.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.PostgreSql;

namespace Unified.Batch.Tests.Scheduling.PostgreSql;

/// <summary>
/// A process that dies in the middle of a slice, and one that was stopped for so long that it is taken for dead, and goes on: both are cut
/// off from the database, which is all that others can see of either.
/// </summary>
[TestClass]
public sealed class DeadWorkerTests : PostgresTest
{
    [TestMethod]
    public async Task A_slice_whose_worker_died_is_computed_by_another_process()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 6);
        await using var link = new CutLink((await SharedAsync()).Port);
        using var hers = await OpenAsync(port: link.Port, abandoned: Abandoned);
        using var his = await OpenAsync(abandoned: Abandoned);
        var stuck = new Stuck(fixture);
        await using (var dying = Start(fixture, workers: 1, storage: hers))
        {
            using var nobody = new CancellationTokenSource();
            var run = dying.TriggerAsync(Job, cancellation: nobody.Token);
            await stuck.Reached;
            link.Cut();

            await using var living = Start(fixture, workers: 2, storage: his);
            await UntilAsync(() => fixture.Stores.Promoted.Count > 0, "the other process has promoted");

            await nobody.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => run);
            NothingLostNorPromotedTwice(fixture);
            NoSliceWasWrittenTwice(fixture);
            stuck.Die();
        }
    }

    [TestMethod]
    public async Task A_worker_that_goes_on_after_others_did_its_work_does_no_harm()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 6);
        await using var link = new CutLink((await SharedAsync()).Port);
        using var hers = await OpenAsync(port: link.Port, abandoned: Abandoned);
        using var his = await OpenAsync(abandoned: Abandoned);
        var stuck = new Stuck(fixture);
        await using var stopped = Start(fixture, workers: 1, storage: hers);
        var run = TriggerAsync(stopped);
        await stuck.Reached;
        link.Cut();
        await using var living = Start(fixture, workers: 2, storage: his);
        await UntilAsync(() => fixture.Stores.Promoted.Count > 0, "the other process has promoted");

        link.Mend();
        stuck.GoOn();

        Assert.AreEqual(ReconcileResult.Promoted, (await run).Result, "she learns of it, as everybody does");
        Assert.AreEqual(ReconcileResult.NothingToDo, (await TriggerAsync(living)).Result);
        NothingLostNorPromotedTwice(fixture);
    }

    /// <summary>The first slice that is written hangs, whoever writes it; the others do not.</summary>
    private sealed class Stuck
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public Stuck(Fixture fixture) => fixture.Stores.OnWrite = _ =>
        {
            if (Interlocked.Increment(ref _writes) > 1)
            {
                return Task.CompletedTask;
            }

            _reached.SetResult();
            return _end.Task;
        };

        public Task Reached => _reached.Task;

        public void GoOn() => _end.SetResult();

        public void Die() => _end.SetException(new OperationCanceledException("died"));
    }
}
