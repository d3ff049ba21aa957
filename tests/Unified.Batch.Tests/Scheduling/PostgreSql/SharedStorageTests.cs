using Hangfire;
using Hangfire.States;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Batch.Tests.Fakes;
using Unified.Batch.Tests.Planning;
using Unified.TestKit;

namespace Unified.Batch.Tests.Scheduling.PostgreSql;

/// <summary>Several processes of one program over one queue: each slice is computed once, each generation promoted once.</summary>
[TestClass]
public sealed class SharedStorageTests : PostgresTest
{
    [TestMethod]
    public async Task Two_processes_share_the_slices_of_a_run_and_promote_it_once()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random());
        using var one = await OpenAsync();
        using var two = await OpenAsync();
        // Each process has one worker: two slices that wait for each other are computed by both.
        var (both, waiting) = (new TaskCompletionSource(), 0);
        fixture.Stores.OnWrite = _ =>
        {
            if (Interlocked.Increment(ref waiting) == 2)
            {
                both.SetResult();
            }

            return both.Task;
        };
        await using var first = Start(fixture, workers: 1, storage: one);
        await using var second = Start(fixture, workers: 1, storage: two);

        Assert.AreEqual(ReconcileResult.Promoted, (await TriggerAsync(first)).Result);

        NothingLostNorPromotedTwice(fixture);
        NoSliceWasWrittenTwice(fixture);
        Assert.AreEqual(ReconcileResult.NothingToDo, (await TriggerAsync(second)).Result, "the other process knows it too");
    }

    [TestMethod]
    public async Task Many_triggers_of_two_processes_promote_once()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 6);
        using var one = await OpenAsync();
        using var two = await OpenAsync();
        await using var first = Start(fixture, storage: one);
        await using var second = Start(fixture, storage: two);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TriggerAsync(i % 2 == 0 ? first : second)));

        Assert.AreEqual(1, outcomes.Count(o => o.Result == ReconcileResult.Promoted), string.Join(", ", outcomes.Select(o => o.Result)));
        NothingLostNorPromotedTwice(fixture);
        NoSliceWasWrittenTwice(fixture);
    }

    [TestMethod]
    public async Task A_slice_that_somebody_queues_a_second_time_is_computed_once()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        using var storage = await OpenAsync();
        var (started, go) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        fixture.Stores.OnWrite = slice =>
        {
            started.TrySetResult(slice.Name);
            return go.Task;
        };
        await using var scheduler = Start(fixture, workers: 8, storage: storage);
        var run = TriggerAsync(scheduler);
        var slice = await started.Task;

        var copy = Enqueue(fixture, storage, slice);
        using var connection = storage.Jobs.GetConnection();
        await UntilAsync(() => connection.GetStateData(copy)?.Name == ScheduledState.StateName, "the copy has found the slice at work");
        go.SetResult();

        Assert.AreEqual(ReconcileResult.Promoted, (await run).Result);
        var late = Enqueue(fixture, storage, slice);
        await UntilAsync(() => new[] { copy, late }.All(c => connection.GetStateData(c)?.Name == SucceededState.StateName),
            "the copies have found the slice done");
        NothingLostNorPromotedTwice(fixture);
        NoSliceWasWrittenTwice(fixture);
    }

    [TestMethod]
    public async Task A_program_is_given_no_step_of_another_version_of_its_job()
    {
        using var old = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        using var next = new Fixture(epochsPerSlice: 1, data: old, job: new Next.DailyTrades());
        Assert.AreEqual(old.Plan.Job, next.Plan.Job);
        Assert.AreNotEqual(old.Plan.Version, next.Plan.Version);
        using var one = await OpenAsync();
        using var two = await OpenAsync();
        await using var oldProgram = Start(old, storage: one);
        await using var newProgram = Start(next, storage: two);

        var outcomes = await Task.WhenAll(TriggerAsync(oldProgram), TriggerAsync(newProgram));

        Assert.IsTrue(outcomes.All(o => o.Result == ReconcileResult.Promoted));
        NothingLostNorPromotedTwice(old);
        NothingLostNorPromotedTwice(next);
    }

    [TestMethod]
    public async Task Two_installations_share_a_database_and_nothing_else()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        using var ours = await OpenAsync();
        using var theirs = await OpenAsync(schema: "Other_" + Schema);
        await using var scheduler = Start(fixture, storage: ours);
        Assert.AreEqual(ReconcileResult.Promoted, (await TriggerAsync(scheduler)).Result);
        Assert.AreEqual(0, theirs.Jobs.GetMonitoringApi().SucceededListCount());
        Assert.IsGreaterThan(3, ours.Jobs.GetMonitoringApi().SucceededListCount());
    }

    private static string Enqueue(Fixture fixture, ScheduleStorage storage, string slice)
    {
        var (plan, generation) = (fixture.Plan, $"{fixture.Stores.Generations.Single().Id}");
        return new BackgroundJobClient(storage.Jobs).Create(
            Hangfire.Common.Job.FromExpression<BackfillJobs>(
                x => x.RunSliceAsync(plan.Job, plan.Version, generation, slice, "by hand", "a test", CancellationToken.None),
                Queues.Slices(plan)),
            new EnqueuedState(Queues.Slices(plan)));
    }
}
