using Hangfire;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Batch.Tests.Fakes;
using Unified.Batch.Tests.Planning;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Batch.Tests.Scheduling;

/// <summary>What the log of the night says: nobody waits for the result of a recurring trigger.</summary>
[TestClass]
public sealed class OutcomeLogTests : SchedulerTest
{
    [TestMethod]
    public async Task A_nightly_refusal_is_an_error_line_that_names_the_rows_and_the_promotion_after_it_is_told_too()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        var found = new Difference("daily_trades", new LedgerHole()) { Epochs = [new EpochId(Fixture.Partition(0), 1)] };
        fixture.Stores.Differences.Enqueue(found);
        fixture.Stores.Proof = _ => [found];
        var log = new ListLogger<HangfireScheduler>();
        await using var scheduler = Start(fixture, log: log);

        Nightly(fixture, scheduler);
        await SaidAsync(log, "Warning: Backfill of daily_trades: ");
        Assert.Contains("partition 2", log.Lines.Single(l => l.StartsWith("Warning", StringComparison.Ordinal)), "the hole in the archive");
        await SaidAsync(log, $"Error: {found.Message}");
        Assert.Contains("Error: Backfill of daily_trades: REFUSED, manifest 0 stays. The layers differ in 1 places",
            string.Join('\n', log.Lines));

        // The line is written before the run lets go of the job.
        var outcome = await TriggerAsync(scheduler);
        while (outcome.Result == ReconcileResult.AlreadyRunning)
        {
            await Task.Delay(20, TestContext.CancellationToken);
            outcome = await TriggerAsync(scheduler);
        }

        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        await SaidAsync(log, "Information: Backfill of daily_trades: promoted as manifest 1");
    }

    [TestMethod]
    public async Task A_step_that_fails_is_told_with_its_slice_and_whether_it_is_tried_again()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        var attempts = 0;
        fixture.Stores.OnWrite = slice => slice.Name != "log:trades:0:0:3" ? Task.CompletedTask
            : throw (Interlocked.Increment(ref attempts) == 1
            ? new TransientException("no answer") : new DataException("File 'x' is not what it says."));
        var log = new ListLogger<HangfireScheduler>();
        await using var scheduler = Start(fixture, log: log);

        Nightly(fixture, scheduler);
        await SaidAsync(log, "Warning: Backfill of daily_trades: slice log:trades:0:0:3 failed, and is tried again: no answer");
        await SaidAsync(log, "Error: Backfill of daily_trades: slice log:trades:0:0:3 failed: File 'x' is not what it says.");
    }

    [TestMethod]
    public async Task A_night_that_computes_lost_rows_anew_says_so_and_so_does_its_manifest()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await fixture.ReconcileAsync();
        fixture.Stores.Lost.Add((await fixture.CurrentAsync()).Promoted);
        var log = new ListLogger<HangfireScheduler>();
        await using var scheduler = Start(fixture, log: log);

        Nightly(fixture, scheduler);

        await SaidAsync(log, "Information: Backfill of daily_trades: promoted as manifest 2");
        await SaidAsync(log, "Warning: Backfill of daily_trades: rows that manifest 1 names are gone (of day ");
        Assert.AreEqual("rows that manifest 1 names are gone", (await fixture.CurrentAsync()).Why);
    }

    private static void Nightly(Fixture fixture, HangfireScheduler scheduler) =>
        new RecurringJobManager(scheduler.Storage).Trigger(HangfireScheduler.RecurringId(fixture.Plan));

    private async Task SaidAsync(ListLogger<HangfireScheduler> log, string start)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (log.Lines.Any(l => l.StartsWith(start, StringComparison.Ordinal)))
            {
                return;
            }

            await Task.Delay(20, TestContext.CancellationToken);
        }

        Assert.Fail($"'{start}' is not in the log:\n{string.Join('\n', log.Lines)}");
    }
}
