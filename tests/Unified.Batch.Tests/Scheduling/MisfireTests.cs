using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Batch.Tests.Fakes;
using Unified.Batch.Tests.Scheduling.PostgreSql;
using Unified.TestKit;
using Unified.TestKit.PostgreSql;

namespace Unified.Batch.Tests.Scheduling;

/// <summary>Nights that nobody was there for: one run makes up for all of them.</summary>
[TestClass]
public sealed class MisfireTests : PostgresTest
{
    private const int Nights = 10;

    [TestMethod]
    public async Task Ten_missed_nights_are_one_run_in_memory()
    {
        using var storage = ScheduleStorage.InMemory(TimeProvider.System);
        await TenNightsAsync(storage);
    }

    [TestMethod]
    public async Task Ten_missed_nights_are_one_run_in_PostgreSQL()
    {
        using var storage = await OpenAsync();
        await TenNightsAsync(storage);
    }

    [TestMethod]
    public async Task Triggers_of_a_program_that_does_not_run_do_not_pile_up_in_memory()
    {
        using var storage = ScheduleStorage.InMemory(TimeProvider.System);
        await NobodyServesAsync(storage);
    }

    [TestMethod]
    public async Task Triggers_of_a_program_that_does_not_run_do_not_pile_up_in_PostgreSQL()
    {
        using var storage = await OpenAsync();
        await NobodyServesAsync(storage);
    }

    private async Task TenNightsAsync(ScheduleStorage storage)
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        // Far from now: a night that comes while the test runs would be one more.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var cron = string.Create(CultureInfo.InvariantCulture, $"30 {(now.Hour + 12) % 24} * * *");
        await Start(fixture, storage: storage, cron: cron).DisposeAsync();
        var id = HangfireScheduler.RecurringId(fixture.Plan);
        using var connection = storage.Jobs.GetConnection();
        // Hangfire asks no TimeProvider: instead of the clock, what it remembers of the last night is moved.
        connection.SetRangeInHash($"recurring-job:{id}", new Dictionary<string, string>
        {
            ["CreatedAt"] = JobHelper.SerializeDateTime(now.AddDays(-Nights - 1)),
            ["LastExecution"] = JobHelper.SerializeDateTime(now.AddDays(-Nights)),
            ["NextExecution"] = JobHelper.SerializeDateTime(now.AddDays(1 - Nights)),
        });
        using (var transaction = connection.CreateWriteTransaction())
        {
            transaction.AddToSet("recurring-jobs", id, JobHelper.ToTimestamp(now.AddDays(1 - Nights)));
            transaction.Commit();
        }

        await using var scheduler = Start(fixture, storage: storage, cron: cron);
        await UntilAsync(() => fixture.Stores.Promoted.Count > 0, "the missed nights are made up for");
        await UntilAsync(() => Planned(storage) > 0, "its planning has ended");

        NothingLostNorPromotedTwice(fixture);
        Assert.AreEqual(1, Planned(storage), string.Create(CultureInfo.InvariantCulture, $"{Nights} nights were missed"));
        Assert.IsGreaterThan(now, connection.GetRecurringJobs().Single().NextExecution!.Value);
    }

    private async Task NobodyServesAsync(ScheduleStorage storage)
    {
        using var fixture = await ManySlicesAsync(TestSeed.Take().Random(), epochs: 3);
        await Start(fixture, storage: storage).DisposeAsync();
        var filters = new JobFilterCollection { new OneWaiting() };
        for (var night = 0; night < Nights; night++)
        {
            new RecurringJobManager(storage.Jobs, filters).Trigger(HangfireScheduler.RecurringId(fixture.Plan));
        }

        Assert.AreEqual(1, storage.Jobs.GetMonitoringApi().EnqueuedCount(Queues.Control(fixture.Plan)));
        await using var scheduler = Start(fixture, storage: storage);
        await UntilAsync(() => fixture.Stores.Promoted.Count > 0, "the one that waited has run");
        NothingLostNorPromotedTwice(fixture);
    }

    private static int Planned(ScheduleStorage storage) => storage.Jobs.GetMonitoringApi().SucceededJobs(0, 100)
        .Count(j => j.Value.Job?.Method.Name == nameof(BackfillJobs.ReconcileAsync));
}
