using Hangfire.Storage;
using Microsoft.Extensions.Time.Testing;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling.Leases;
using Unified.Batch.Scheduling.PostgreSql;
using Unified.Errors;
using Unified.TestKit;

namespace Unified.Batch.Tests.Scheduling.PostgreSql;

/// <summary>Hosts whose clocks are an hour apart agree all the same: only the server's clock counts.</summary>
[TestClass]
public sealed class ClockTests : PostgresTest
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public async Task A_lease_is_held_and_ends_by_the_clock_of_the_server()
    {
        using var storage = await OpenAsync();
        var lasts = TimeSpan.FromSeconds(2);
        // Clocks that stand still as well: a host that renews nothing is one that was stopped.
        using var slow = new LeaseKeeper(Tables(await ConnectionAsync(), "slow"), lasts, new FakeTimeProvider(Noon));
        using var fast = new LeaseKeeper(Tables(await ConnectionAsync(), "fast"), lasts, new FakeTimeProvider(Noon.AddHours(1)));

        var first = slow.TryTake("job");
        Assert.IsNotNull(first);
        Assert.IsNull(fast.TryTake("job"), "an hour later by its own clock, but not by the server's");
        Lease? second = null;
        await UntilAsync(() => (second = fast.TryTake("job")) is not null, "the lease of the host that says nothing is over");
        Assert.IsGreaterThan(first.Epoch, second!.Epoch);
        Assert.IsNull(slow.TryTake("job"));
    }

    [TestMethod]
    public async Task Locks_that_a_host_with_another_clock_left_behind_stop_nobody()
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        using var storage = await OpenAsync();
        var resources = new[] { "recurring-jobs:lock", "locks:schedulepoller", $"recurring-job:backfill:{Job}:{fixture.Plan.Version}" };
        foreach (var (resource, i) in resources.Select((r, i) => (r, i)))
        {
            await ExecuteAsync(await SharedAsync(), $"""
                INSERT INTO "{Schema}".lock (resource, acquired)
                VALUES ('{Schema}:{resource}', now() + interval '{(i % 2 == 0 ? 1 : -1)} hour')
                """);
        }

        var failures = 0;
        fixture.Stores.OnWrite = _ => Interlocked.Increment(ref failures) == 1 ? throw new TransientException("x") : Task.CompletedTask;
        await using var scheduler = Start(fixture, storage: storage);
        Assert.AreEqual(ReconcileResult.Promoted, (await TriggerAsync(scheduler)).Result);
    }

    [TestMethod]
    public async Task Triggers_and_retries_are_due_by_the_clock_of_the_server()
    {
        using var storage = await OpenAsync();
        Assert.IsTrue(storage.Jobs.HasFeature(JobStorageFeatures.Connection.GetUtcDateTime));
        using var connection = (JobStorageConnection)storage.Jobs.GetConnection();
        var before = connection.GetUtcDateTime();
        Assert.AreEqual(DateTimeKind.Utc, before.Kind);
        Assert.IsGreaterThanOrEqualTo(before, connection.GetUtcDateTime());
    }

    private static async Task<string> ConnectionAsync() => (await SharedAsync()).ConnectionString;

    private PostgreSqlTables Tables(string connection, string owner) => new(connection, Schema, owner);
}
