using Hangfire.Storage;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.PostgreSql;

namespace Unified.Batch.Tests.Scheduling.PostgreSql;

/// <summary>The database dies and comes back, or is not there yet.</summary>
[TestClass]
public sealed class ServerRestartTests : PostgresTest
{
    [TestMethod]
    public async Task A_server_that_is_killed_in_the_middle_of_a_run_and_comes_back_loses_nothing()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random());
        await using var postgres = await RealPostgres.StartAsync();
        using var one = await OpenAsync(postgres);
        using var two = await OpenAsync(postgres);
        var (reached, go, writes) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        fixture.Stores.OnWrite = _ =>
        {
            if (Interlocked.Increment(ref writes) >= 4)
            {
                reached.TrySetResult();
                return go.Task;
            }

            return Task.CompletedTask;
        };
        await using var first = Start(fixture, storage: one);
        await using var second = Start(fixture, storage: two);
        var run = first.TriggerAsync(Job, cancellation: TestContext.CancellationToken);
        await reached.Task;

        await postgres.KillAsync();
        go.SetResult();
        await Assert.ThrowsExactlyAsync<TransientException>(() => one.CheckAsync(TestContext.CancellationToken));
        await postgres.RestartAsync();

        Assert.AreEqual(ReconcileResult.Promoted, (await run).Result);
        await one.CheckAsync(TestContext.CancellationToken);
        NothingLostNorPromotedTwice(fixture);
        NoSliceWasWrittenTwice(fixture);
    }

    [TestMethod]
    public async Task A_scheduler_stops_while_the_server_is_away()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        await using var postgres = await RealPostgres.StartAsync();
        using var storage = await OpenAsync(postgres);
        var scheduler = Start(fixture, storage: storage);
        await postgres.KillAsync();

        Assert.Throws<TransientException>(() => scheduler.Recover(TimeSpan.Zero));
        await scheduler.DisposeAsync();
    }

    [TestMethod]
    public async Task A_server_that_is_not_there_yet_is_named_and_opened_when_it_is()
    {
        await using var postgres = await RealPostgres.CreateAsync();
        var away = await Assert.ThrowsExactlyAsync<TransientException>(() => OpenAsync(postgres));
        Assert.Contains($"PostgreSQL at 127.0.0.1:{postgres.Port}/postgres did not answer the schedule: ", away.Message);

        await postgres.RestartAsync();
        // All processes of a program start at the same moment, and make the tables.
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(postgres)));

        foreach (var storage in opened)
        {
            await storage.CheckAsync(TestContext.CancellationToken);
            storage.Dispose();
        }
    }

    [TestMethod]
    public async Task Steps_that_ended_while_the_server_was_away_are_planned_again()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        using var storage = await OpenAsync();
        await using var scheduler = Start(fixture, storage: storage);
        scheduler.Recover(TimeSpan.FromMilliseconds(1));
        await UntilAsync(() => fixture.Stores.Promoted.Count > 0, "the run that was lost is made up for");
        NothingLostNorPromotedTwice(fixture);
    }

    [TestMethod]
    public async Task Tables_that_somebody_dropped_are_made_anew_and_the_schedule_goes_on()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        using var storage = await OpenAsync();
        await using var scheduler = Start(fixture, storage: storage);
        await ExecuteAsync(await SharedAsync(), $"""DROP SCHEMA "{Schema}" CASCADE""");

        var gone = await Assert.ThrowsExactlyAsync<TransientException>(() => storage.CheckAsync(TestContext.CancellationToken));
        Assert.Contains($"were gone from schema '{Schema}'", gone.Message);
        await storage.CheckAsync(TestContext.CancellationToken);
        scheduler.Recover(TimeSpan.Zero);

        await UntilAsync(() => fixture.Stores.Promoted.Count > 0, "what was lost with the queue is planned again");
        NothingLostNorPromotedTwice(fixture);
        using var connection = storage.Jobs.GetConnection();
        Assert.HasCount(1, connection.GetRecurringJobs());
    }
}
