using Unified.Hosting.Demo.Data;
using Unified.TestKit;
using Unified.TestKit.Kafka;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.EndToEnd;

[TestClass]
public sealed class KillTests
{
    private const int Kills = 20;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task Twenty_kills_and_aborted_transactions_change_no_answer()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        var random = TestSeed.Take().Random();
        await using var stage = await KafkaStage.StartAsync(TestContext.CancellationToken);
        var flights = FlightDataset.Find(AppContext.BaseDirectory);
        var days = new DayRange(new DateOnly(2001, 4, 1), new DateOnly(2001, 4, 11));
        var events = FlightEvents.Load(flights, days, new FlightEventOptions { Undecodable = 24 });
        var producer = new TransactionalFlights(events, stage.Kafka.BootstrapServers, "flights", random);

        var (kill, killsDone) = (0, false);
        // Each life of the stream has its share of the records, so that every kill interrupts work; the rest follows at full speed.
        var producing = producer.ProduceAsync(0, events.Count, async () =>
        {
            while (!killsDone && producer.Committed > events.Count * (kill + 1L) / (Kills + 1))
            {
                await Task.Delay(20);
            }
        });
        await using var archiver = stage.Run("archive");
        var (before, progressed) = (0L, 0);
        for (; kill < Kills; kill++)
        {
            await using var victim = stage.Run("stream");
            // Two in three die a random while after they have stored something; the others wherever they are, be it at the start.
            var moment = random.Next(3) > 0 ? await StoredAsync(stage, before) : 0;
            await Task.Delay(random.Next(moment > 0 ? 0 : 300, 2500), TestContext.CancellationToken);
            Assert.IsFalse(victim.HasExited, string.Join('\n', victim.Output.TakeLast(20)));
            Assert.IsFalse(producing.IsCompleted, $"kill {kill} came after the work was done; it proves nothing");
            await victim.KillAsync();
            var now = await stage.FlightsAsync("route_totals");
            progressed += now > before ? 1 : 0;
            before = now;
        }

        Assert.IsGreaterThan(Kills / 2, progressed, "most lives of the stream were long enough to store something");
        killsDone = true;
        await using var stream = stage.Run("stream");
        await producing;
        Assert.IsGreaterThan(0, producer.Aborted, "some transactions were aborted");
        await stage.WaitForFlightsAsync(events.Flights, TimeSpan.FromMinutes(5), stream);
        var truth = flights.Select(days);
        await stage.AssertEqualToDuckDbAsync(truth, "stream only");

        await WaitForArchiveAsync(stage, archiver);
        await using (var backfill = stage.Run("backfill", "--only", "log"))
        {
            Assert.AreEqual(0, await backfill.WaitForExitAsync(TimeSpan.FromMinutes(4)), string.Join('\n', backfill.Output));
            Assert.IsTrue(backfill.Output.Count(l => l.Contains("promoted as manifest", StringComparison.Ordinal)) == 2, string.Join('\n', backfill.Output));
        }

        await stage.AssertEqualToDuckDbAsync(truth, "after the promotion");
        stream.Terminate();
        Assert.AreEqual(0, await stream.WaitForExitAsync(TimeSpan.FromMinutes(1)), "SIGTERM is a graceful end");
    }

    /// <summary>Waits until the stream has stored more than it had.</summary>
    private async Task<long> StoredAsync(KafkaStage stage, long before)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await stage.FlightsAsync("route_totals") is var now && now > before)
            {
                return now;
            }

            await Task.Delay(100, TestContext.CancellationToken);
        }

        throw new AssertFailedException($"The stream stored nothing for a minute; it stands at {before} flights.");
    }

    /// <summary>Every partition has at least one complete epoch in Parquet, and their number has stopped growing.</summary>
    private static async Task WaitForArchiveAsync(KafkaStage stage, ChildProcess archiver)
    {
        var source = stage.Runtime.Jobs.Sources[0];
        for (var (before, same) = (-1, 0); same < 10; await Task.Delay(300))
        {
            Assert.IsFalse(archiver.HasExited, string.Join('\n', archiver.Output.TakeLast(20)));
            var counts = Enumerable.Range(0, source.Partitions).Select(p => stage.Runtime.Archive.Epochs(source, p).Count).ToList();
            same = counts.Sum() == before && counts.All(c => c > 0) ? same + 1 : 0;
            before = counts.Sum();
        }
    }
}
