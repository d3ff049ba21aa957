using System.Globalization;
using Unified.Demo.Data;
using Unified.Epochs;
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
        await using var stage = await KafkaStage.StartAsync(["airport_delays", "airport_weather", "long_delays", "route_totals"],
            TestContext.CancellationToken);
        var flights = FlightDataset.Find(AppContext.BaseDirectory);
        var weather = new WeatherDataset(flights);
        var flown = FlightEvents.Load(flights, Days("2001-04-01", "2001-04-11"), new ArrivalOptions { Undecodable = 24 });
        var reported = WeatherEvents.Load(weather, Days("2001-03-29", "2001-04-11"), new ArrivalOptions { Partitions = 6 });
        TransactionalEvents[] producers =
        [
            new(flown, stage.Kafka.BootstrapServers, "flights", random.Next()),
                new(reported, stage.Kafka.BootstrapServers, "weather", random.Next()),
        ];

        var (kill, killsDone) = (0, false);
        // Each life of the stream has its share of the records, so that every kill interrupts work; the rest follows at full speed.
        var producing = Task.WhenAll(producers.Select(producer => producer.ProduceAsync(async () =>
        {
            while (!killsDone && producer.Committed > producer.Count * (kill + 1L) / (Kills + 1))
            {
                await Task.Delay(20);
            }
        })));
        await using var archiver = stage.Run("archive");
        var before = 0L;
        // Two in three die a random while after they have stored something; the others wherever they are, be it at the start.
        var working = Enumerable.Range(0, Kills).Select(k => k % 3 > 0).ToArray();
        random.Shuffle(working);
        for (; kill < Kills; kill++)
        {
            await using var victim = stage.Run("stream");
            var moment = working[kill] ? await StoredAsync(stage, before) : 0;
            await Task.Delay(random.Next(moment > 0 ? 0 : 300, 2500), TestContext.CancellationToken);
            Assert.IsFalse(victim.HasExited, string.Join('\n', victim.Output.TakeLast(20)));
            Assert.IsFalse(producing.IsCompleted, $"kill {kill} came after the work was done; it proves nothing");
            await victim.KillAsync();
            before = await stage.FlightsAsync("route_totals");
        }

        killsDone = true;
        await using var stream = stage.Run("stream");
        await producing;
        Assert.IsTrue(producers.All(p => p.Aborted > 0), "some transactions were aborted");
        await stage.WaitForRecordsAsync(
            new Dictionary<string, long> { ["flights"] = flown.Count, ["weather"] = reported.Count }, TimeSpan.FromMinutes(5), stream);
        await stage.AssertEqualToDuckDbAsync(Truth("2001-04-01", "2001-03-29"), "stream only");

        await WaitForArchiveAsync(stage, archiver);
        new ParquetHistory(flights).Write(Path.Combine(stage.DataRoot, "history", "flights"), Days("2001-03-27", "2001-04-01"));
        new ParquetHistory(weather).Write(Path.Combine(stage.DataRoot, "history", "weather"), Days("2001-03-26", "2001-03-29"));
        await using (var backfill = stage.Run("backfill"))
        {
            Assert.AreEqual(0, await backfill.WaitForExitAsync(TimeSpan.FromMinutes(4)), string.Join('\n', backfill.Output));
            Assert.AreEqual(
                stage.Plans.Count, backfill.Output.Count(l => l.Contains("promoted as manifest", StringComparison.Ordinal)),
                string.Join('\n', backfill.Output));
        }

        await stage.AssertEqualToDuckDbAsync(Truth("2001-03-27", "2001-03-26"), "after the promotion");
        stream.Terminate();
        Assert.AreEqual(0, await stream.WaitForExitAsync(TimeSpan.FromMinutes(1)), "SIGTERM is a graceful end");

        Dictionary<string, string> Truth(string flightsFrom, string weatherFrom) => new()
        {
            ["flights"] = flights.Select(Days(flightsFrom, "2001-04-11")),
            ["weather"] = weather.Select(Days(weatherFrom, "2001-04-11")),
        };
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
        var partitions = stage.Sources.SelectMany(s => Enumerable.Range(0, s.Partitions)
            .Select(p => (Source: s, Id: new LogPartition(s.Name, p)))).ToList();
        for (var (before, same) = (-1, 0); same < 10; await Task.Delay(300))
        {
            Assert.IsFalse(archiver.HasExited, string.Join('\n', archiver.Output.TakeLast(20)));
            var counts = partitions.Select(p => stage.Archive.Epochs(p.Source, p.Id).Count).ToList();
            same = counts.Sum() == before && counts.All(c => c > 0) ? same + 1 : 0;
            before = counts.Sum();
        }
    }

    private static DayRange Days(string from, string until) =>
        new(DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(until, CultureInfo.InvariantCulture));
}
