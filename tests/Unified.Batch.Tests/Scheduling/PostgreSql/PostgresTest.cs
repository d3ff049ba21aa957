using Npgsql;
using Unified.Batch.Scheduling;
using Unified.Batch.Scheduling.PostgreSql;
using Unified.Batch.Tests.Fakes;
using Unified.TestKit.Events;
using Unified.TestKit.PostgreSql;

namespace Unified.Batch.Tests.Scheduling.PostgreSql;

/// <summary>What tests over a real PostgreSQL share: one server for all that do not kill it, and a schema each.</summary>
public abstract class PostgresTest : SchedulerTest
{
    private static readonly Lazy<Task<RealPostgres>> Shared = new(RealPostgres.StartAsync);
    private static int _schemas;

    /// <summary>Short, so that a test need not wait for minutes until a dead worker is given up.</summary>
    protected static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(3);

    protected string Schema { get; } = $"test_{Interlocked.Increment(ref _schemas)}";

    [TestInitialize]
    public void Available()
    {
        // Some tests of these classes are told twice, once of each storage.
        if (!RealPostgres.IsAvailable && !TestContext.TestName!.EndsWith("_in_memory", StringComparison.Ordinal))
        {
            Assert.Inconclusive(RealPostgres.SkipReason);
        }
    }

    internal static Task StopSharedAsync() => Shared.IsValueCreated ? Shared.Value.Result.DisposeAsync().AsTask() : Task.CompletedTask;

    protected static Task<RealPostgres> SharedAsync() => Shared.Value;

    /// <summary>What another process would open.</summary>
    protected async Task<ScheduleStorage> OpenAsync(
        RealPostgres? postgres = null, int? port = null, string? schema = null, TimeSpan? abandoned = null) =>
        await ScheduleStorage.OpenAsync(new PostgreSqlOptions
        {
            ConnectionString = port is { } other ? RealPostgres.ConnectionStringAt(other)
                : (postgres ?? await SharedAsync()).ConnectionString,
            Schema = schema ?? Schema,
            Abandoned = abandoned ?? TimeSpan.FromMinutes(5),
            Lease = Abandoned,
            Polling = TimeSpan.FromMilliseconds(100),
        }, TimeProvider.System, TestContext.CancellationToken);

    protected static async Task ExecuteAsync(RealPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Many small slices: an epoch each.</summary>
    private protected static async Task<Fixture> ManySlicesAsync(Random random, int epochs = 12)
    {
        var fixture = new Fixture(epochsPerSlice: 1);
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(random, 20));
        for (var i = 0; i < epochs; i++)
        {
            await fixture.EpochAsync(i % 3, i / 3, Trades.Random(random, 10), random);
        }

        return fixture;
    }

    /// <summary>Every slice of the one generation was written, and it was promoted once.</summary>
    private protected static void NothingLostNorPromotedTwice(Fixture fixture)
    {
        var generation = fixture.Stores.Generations.Single();
        CollectionAssert.AreEquivalent(
            generation.Slices.Select(s => s.Name).ToList(), fixture.Stores.Slices.Keys.Select(k => k.Slice).ToList());
        Assert.HasCount(1, fixture.Stores.Promoted);
        Assert.AreEqual(generation.Id, fixture.Stores.Promoted[0].Id);
    }

    private protected static void NoSliceWasWrittenTwice(Fixture fixture) =>
        Assert.AreEqual(fixture.Stores.Writes.Count, fixture.Stores.Writes.Distinct().Count(), string.Join('\n', fixture.Stores.Writes));

    /// <summary>Patient: what it waits for may take a busy machine any time.</summary>
    protected async Task UntilAsync(Func<bool> so, string what)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (so())
            {
                return;
            }

            await Task.Delay(40, TestContext.CancellationToken);
        }

        Assert.Fail($"Waited two minutes in vain until {what}.");
    }
}
