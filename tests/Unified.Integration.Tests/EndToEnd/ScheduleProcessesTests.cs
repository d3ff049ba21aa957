using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Demo.Data;
using Unified.Embedded.ClickHouse;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Jobs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.TestKit;
using Unified.TestKit.PostgreSql;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.EndToEnd;

/// <summary>Processes of the schedule over one PostgreSQL, each of which dies by kill -9, as does PostgreSQL itself.</summary>
[TestClass]
public sealed class ScheduleProcessesTests
{
    private const int Kills = 4;

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "jobs.dll");

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task Processes_and_a_database_that_are_killed_promote_every_day_once()
    {
        if (!RealPostgres.IsAvailable)
        {
            Assert.Inconclusive(RealPostgres.SkipReason);
        }

        var random = TestSeed.Take().Random();
        using var folder = new TempFolder();
        await using var postgres = await RealPostgres.StartAsync();
        await using var clickHouse = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { DataPath = folder["clickhouse"] }, TestContext.CancellationToken);
        await using var runtime = await UnifiedRuntime.StartAsync(new UnifiedOptions
        {
            ClickHouse = new ClickHouseSettings { ConnectionString = clickHouse.ConnectionString },
            Data = new DataSettings { Root = folder.Path },
        }, JobCatalogue.Of(typeof(AirportDelays).Assembly), LogLevel.Warning, TestContext.CancellationToken);
        var plan = runtime.Get<JobCatalogue>().Select(["airport_delays"]).Single();
        var days = new DayRange(new DateOnly(2001, 2, 1), new DateOnly(2001, 4, 1));
        new ParquetHistory(FlightDataset.Find(AppContext.BaseDirectory)).Write(Path.Combine(folder.Path, "history", "flights"), days);
        var settings = new Dictionary<string, string?>
        {
            ["Unified__ClickHouse__ConnectionString"] = clickHouse.ConnectionString,
            ["Unified__Data__Root"] = folder.Path,
            ["Unified__Schedule__Storage"] = postgres.ConnectionString,
            ["Unified__Schedule__Abandoned"] = "00:00:05",
            // Few at once, so that there is something to interrupt.
            ["Unified__Backfill__Parallelism"] = "1",
            // Nights are short here.
            ["Unified__Backfill__Cron"] = "* * * * *",
        };

        var count = days.Until.DayNumber - days.From.DayNumber;
        await using var first = new Living(settings);
        await using var second = new Living(settings);
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Work has begun, and some of it is left.
            long written;
            while ((written = await WrittenAsync(runtime)) < count * kill / (Kills + 2L))
            {
                await Task.Delay(20, TestContext.CancellationToken);
            }

            TestContext.WriteLine($"kill {kill} with {written} of {count} slices written");
            Assert.IsTrue(kill > 1 || written < count, "the kill came after the work was done; it proves nothing");
            if (kill == Kills / 2)
            {
                await postgres.KillAsync();
                await Task.Delay(random.Next(2000), TestContext.CancellationToken);
                await postgres.RestartAsync();
            }

            await (kill % 2 == 0 ? first : second).DieAsync();
        }

        var manifests = runtime.Get<IManifestStore>();
        while ((await manifests.CurrentAsync(plan, TestContext.CancellationToken)).HistoryDays.Count == 0)
        {
            Assert.IsFalse(first.Process.HasExited && second.Process.HasExited, string.Join('\n', first.Process.Output.TakeLast(20)));
            await Task.Delay(500, TestContext.CancellationToken);
        }

        var history = await manifests.HistoryAsync(plan, TestContext.CancellationToken);
        Assert.HasCount(1, history.Where(m => m.Promoted != 0).ToList());
        Assert.HasCount(count, history[^1].HistoryDays);
        var flights = await FlightsAsync(runtime, plan);
        Assert.IsGreaterThan(0, flights);
        await using var rebuild = Run(settings, "backfill", "--rebuild");
        Assert.AreEqual(0, await rebuild.WaitForExitAsync(TimeSpan.FromMinutes(4)), string.Join('\n', rebuild.Output));
        Assert.AreEqual(flights, await FlightsAsync(runtime, plan), "one process alone computes the same");
    }

    private static Task<long> WrittenAsync(UnifiedRuntime runtime)
    {
        var database = runtime.Get<ClickHouseDatabase>();
        return database.SingleAsync(
            $"SELECT toInt64(uniqExact(slice)) FROM {database.Table("unified_slices")}", r => r.GetInt64(0), CancellationToken.None);
    }

    private static Task<long> FlightsAsync(UnifiedRuntime runtime, JobPlan plan)
    {
        var database = runtime.Get<ClickHouseDatabase>();
        return database.SingleAsync(
            $"SELECT toInt64(sum(flights)) FROM {database.Table(plan.Job)}", r => r.GetInt64(0), CancellationToken.None);
    }

    private static ChildProcess Run(Dictionary<string, string?> settings, params string[] arguments) =>
        ChildProcess.StartDotnet(Program, [.. arguments, "--job", "airport_delays"], settings);

    /// <summary>A schedule that is started again whenever it dies.</summary>
    private sealed class Living(Dictionary<string, string?> settings) : IAsyncDisposable
    {
        public ChildProcess Process { get; private set; } = Run(settings, "schedule");

        public async Task DieAsync()
        {
            var exited = Process.HasExited;
            var output = string.Join('\n', Process.Output.TakeLast(20));
            await Process.DisposeAsync();
            Process = Run(settings, "schedule");
            Assert.IsFalse(exited, $"it ended by itself:\n{output}");
        }

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
