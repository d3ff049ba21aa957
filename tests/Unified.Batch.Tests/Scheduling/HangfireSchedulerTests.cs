using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Batch.Tests.Fakes;
using Unified.Batch.Tests.Planning;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Scheduling;

[TestClass]
public sealed class HangfireSchedulerTests : SchedulerTest
{
    [TestMethod]
    public async Task A_trigger_runs_each_slice_as_a_job_and_then_promotes()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await using var scheduler = Start(fixture);
        var reports = new List<BackfillProgress>();

        var outcome = await TriggerAsync(scheduler, new ReconcilerTests.Listener(reports));

        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        Assert.AreEqual(1, outcome.ManifestSeq);
        Assert.AreEqual(fixture.Stores.Promoted.Single().Id, outcome.Generation);
        StringAssert.Contains(outcome.Holes.Single().ToString(), "partition 2", StringComparison.Ordinal);
        CollectionAssert.AreEqual(Enumerable.Range(1, 6).ToList(), reports.Select(r => r.Done).ToList());
        Assert.AreEqual(fixture.Stores.Slices.Values.Sum(s => s.Ledger.Sum(l => l.Counts.Read)), reports[^1].Events);
        Assert.AreEqual(ReconcileResult.NothingToDo, (await TriggerAsync(scheduler)).Result);
    }

    [TestMethod]
    public async Task A_run_tells_what_of_history_has_changed_and_finishes_an_open_rebuild()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await using var scheduler = Start(fixture);
        Assert.AreEqual(ReconcileResult.Promoted, (await TriggerAsync(scheduler)).Result);
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(new Random(2), 20), "late.parquet");

        var told = await TriggerAsync(scheduler);
        await fixture.Reconciler.OpenAsync(fixture.Plan, new PlanFilter { Rebuild = true }, CancellationToken.None);
        var rebuilt = await TriggerAsync(scheduler);

        Assert.AreEqual(ReconcileResult.NothingToDo, told.Result);
        StringAssert.Contains(told.HistoryProblems.Single(), "2024-03-01: added late.parquet", StringComparison.Ordinal);
        Assert.AreEqual(ReconcileResult.Promoted, rebuilt.Result);
        Assert.IsEmpty(rebuilt.HistoryProblems);
        CollectionAssert.AreEqual(fixture.Stores.Promoted[^1].Slices.OfType<LogSlice>().ToArray(), rebuilt.LedgerOnly.ToArray());
    }

    [TestMethod]
    public async Task One_worker_is_enough()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await using var scheduler = Start(fixture, workers: 1);
        Assert.AreEqual(ReconcileResult.Promoted, (await TriggerAsync(scheduler)).Result);
    }

    [TestMethod]
    public async Task Slices_that_end_together_promote_once_and_the_trigger_hears_of_it()
    {
        for (var i = 0; i < 15; i++)
        {
            using var fixture = new Fixture();
            await ReconcilerTests.FillAsync(fixture, new Random(i));
            var all = new TaskCompletionSource();
            var waiting = 0;
            fixture.Stores.OnWrite = _ =>
            {
                // The last slices leave the gate together, so that each finds the generation complete.
                if (Interlocked.Increment(ref waiting) >= 3)
                {
                    all.TrySetResult();
                }

                return Task.WhenAny(all.Task, Task.Delay(300));
            };
            await using var scheduler = Start(fixture, workers: 3);
            Assert.AreEqual(ReconcileResult.Promoted, (await TriggerAsync(scheduler)).Result, $"run {i}");
            Assert.HasCount(1, fixture.Stores.Promoted);
        }
    }

    [TestMethod]
    public async Task A_concurrent_trigger_of_a_job_is_skipped()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        var (started, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Stores.OnWrite = async _ =>
        {
            started.TrySetResult();
            await go.Task;
        };
        await using var scheduler = Start(fixture, workers: 3);

        var first = TriggerAsync(scheduler);
        await started.Task;
        var second = await TriggerAsync(scheduler);
        go.SetResult();

        Assert.AreEqual(ReconcileResult.AlreadyRunning, second.Result);
        Assert.AreEqual(ReconcileResult.Promoted, (await first).Result);
        Assert.AreEqual(fixture.Stores.Writes.Count, fixture.Stores.Writes.Distinct().Count(), "no slice was queued twice");
        Assert.HasCount(1, fixture.Stores.Generations);
        Assert.HasCount(1, fixture.Stores.Promoted);
    }

    [TestMethod]
    public async Task Many_triggers_at_once_promote_once()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await using var scheduler = Start(fixture, workers: 4);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TriggerAsync(scheduler)));
        Assert.AreEqual(1, outcomes.Count(o => o.Result == ReconcileResult.Promoted), string.Join(", ", outcomes.Select(o => o.Result)));
        Assert.HasCount(1, fixture.Stores.Promoted);
    }

    [TestMethod]
    public async Task A_refusal_reaches_the_caller_with_its_differences_and_the_next_trigger_proves_again()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        var found = new Difference("daily_trades", new DifferentState())
        {
            Keys = [new KeyText("symbol", "ACME")],
            Columns = [new ColumnDifference("trades", "1", "2")],
            Epochs = [new EpochId(Fixture.Partition(0), 1)],
        };
        fixture.Stores.Differences.Enqueue(found);
        fixture.Stores.Proof = _ => [found];
        await using var scheduler = Start(fixture);

        var refused = await TriggerAsync(scheduler);

        Assert.AreEqual(ReconcileResult.Refused, refused.Result);
        Assert.AreEqual(found, refused.Differences.Single());
        Assert.AreEqual(ReconcileResult.Promoted, (await TriggerAsync(scheduler)).Result);
    }

    [TestMethod]
    public async Task Each_job_is_registered_as_a_recurring_trigger_in_UTC()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await using var scheduler = Start(fixture);
        using var connection = scheduler.Storage.GetConnection();
        var recurring = connection.GetRecurringJobs().Single();
        Assert.AreEqual($"backfill:daily_trades:{fixture.Plan.Version}", recurring.Id);
        Assert.AreEqual("30 1 * * *", recurring.Cron);
        Assert.AreEqual("UTC", recurring.TimeZoneId);

        new RecurringJobManager(scheduler.Storage).Trigger(recurring.Id);
        while (fixture.Stores.Promoted.Count == 0)
        {
            await Task.Delay(20, TestContext.CancellationToken);
        }
    }

    [TestMethod]
    public async Task An_unknown_job_is_refused_with_those_that_there_are()
    {
        using var fixture = new Fixture();
        await using var scheduler = Start(fixture);
        StringAssert.Contains((await Assert.ThrowsAsync<ArgumentException>(() => scheduler.TriggerAsync("other"))).Message,
            "There is no job 'other'; there are daily_trades.", StringComparison.Ordinal);
    }
}
