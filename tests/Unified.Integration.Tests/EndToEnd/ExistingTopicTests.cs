using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Unified.Epochs;
using Unified.TestKit;
using Unified.TestKit.Kafka;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.EndToEnd;

/// <summary>The first day with a topic that was there before: its beginning is gone.</summary>
[TestClass]
public sealed class ExistingTopicTests
{
    private const int Epoch = 8_192;
    private static readonly long[] Records = [30_000, 26_000, 20_000, 9_000];
    // Inside an epoch, at a border, nothing, and so late that the first whole epoch has not begun.
    private static readonly long[] Low = [10_000, Epoch, 0, 8_500];
    private static readonly long[] Origins = [2, 1, 0, 2];
    private static readonly string[] Airports = ["ATL", "DEN", "JFK", "LAX", "ORD", "SFO"];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_topic_that_has_dropped_its_beginning_is_refused_and_with_the_setting_promoted_from_its_first_whole_epochs_on()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        var random = TestSeed.Take().Random();
        await using var stage = await KafkaStage.StartAsync(["airport_delays", "route_totals"], TestContext.CancellationToken);
        var log = Enumerable.Range(0, 4).Select(_ => new List<string>()).ToArray();
        Produce(stage, log, random, Records);
        await stage.Kafka.DeleteRecordsAsync("flights", Enumerable.Range(0, 4).ToDictionary(p => p, p => Low[p]));
        await using (var refused = stage.Run("stream"))
        {
            Assert.AreEqual(3, await refused.WaitForExitAsync(TimeSpan.FromMinutes(1)), string.Join('\n', refused.Output));
            Assert.Contains(
                l => l.Contains("with the setting Unified:Kafka:Start=first-whole-epoch it begins at epoch ", StringComparison.Ordinal),
                refused.Output);
        }

        string[] start = ["--set", "Unified:Kafka:Start=first-whole-epoch"];
        await using var archiver = stage.Run(["archive", .. start]);
        await using (var stream = stage.Run(["stream", .. start]))
        {
            await stage.WaitForFlightsAsync(Whole(log).Count(), TimeSpan.FromMinutes(2), stream);
            // The last partition reaches its first whole epoch.
            Produce(stage, log, random, [3_000, 0, 0, 20_000]);
            await stage.WaitForFlightsAsync(Whole(log).Count(), TimeSpan.FromMinutes(2), stream);
            stream.Terminate();
            Assert.AreEqual(0, await stream.WaitForExitAsync(TimeSpan.FromMinutes(1)));
        }

        using var folder = new TempFolder();
        await File.WriteAllLinesAsync(folder["truth.csv"], Whole(log), TestContext.CancellationToken);
        var truth = new Dictionary<string, string>
        {
            ["flights"] = $"SELECT * FROM read_csv('{folder["truth.csv"]}', header = false, "
            + "columns = {'Date': 'TIMESTAMP', 'Origin': 'VARCHAR', 'Destination': 'VARCHAR', 'Delay': 'INTEGER', 'Distance': "
            + "'INTEGER'})"
        };
        await stage.AssertEqualToDuckDbAsync(truth, "stream only");

        var source = stage.Sources[0];
        for (var p = 0; p < 4; p++)
        {
            var whole = Enumerable.Range(0, log[p].Count / Epoch).Select(e => (long)e).Where(e => e >= Origins[p]).ToArray();
            while (!stage.Archive.Epochs(source, new LogPartition(source.Name, p)).SequenceEqual(whole))
            {
                Assert.IsFalse(archiver.HasExited, string.Join('\n', archiver.Output.TakeLast(20)));
                await Task.Delay(200, TestContext.CancellationToken);
            }
        }

        // The setting is for the first start: what came of it is in the manifests.
        await RunAsync(stage, "backfill", "--only", "log");
        await stage.AssertEqualToDuckDbAsync(truth, "after the promotion");
        foreach (var plan in stage.Plans)
        {
            var manifest = await stage.Manifests.CurrentAsync(plan, TestContext.CancellationToken);
            CollectionAssert.AreEqual(Origins, Partitions(stage).Select(manifest.Origin.Of).ToArray());
            CollectionAssert.AreEqual(
                log.Select(l => (long)l.Count / Epoch).ToArray(), Partitions(stage).Select(manifest.Cut.Of).ToArray());
            await RunAsync(stage, "rollback", "--job", plan.Job, "--to", "0", "--why", "test");
        }

        await stage.AssertEqualToDuckDbAsync(truth, "after the rollback");
        await using var again = stage.Run("stream");
        Produce(stage, log, random, [0, 500, 0, 0]);
        await stage.WaitForFlightsAsync(Whole(log).Count(), TimeSpan.FromMinutes(2), again);
    }

    private static IEnumerable<LogPartition> Partitions(KafkaStage stage) =>
        Enumerable.Range(0, 4).Select(p => new LogPartition(stage.Sources[0].Name, p));

    private static async Task RunAsync(KafkaStage stage, params string[] arguments)
    {
        await using var command = stage.Run(arguments);
        var code = await command.WaitForExitAsync(TimeSpan.FromMinutes(3));
        Assert.AreEqual(0, code, string.Join('\n', command.Output));
        Assert.DoesNotContain(l => l.Contains("are not archived", StringComparison.Ordinal), command.Output);
    }

    /// <summary>The flights of the first whole epochs and later, as lines of CSV.</summary>
    private static IEnumerable<string> Whole(List<string>[] log) => log.SelectMany((l, p) => l.Skip((int)(Origins[p] * Epoch)));

    private static void Produce(KafkaStage stage, List<string>[] log, Random random, IReadOnlyList<long> counts)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig
            {
                BootstrapServers = stage.Kafka.BootstrapServers,
                Acks = Acks.All,
                LingerMs = 5,
                DeliveryReportFields = "none",
            }).Build();
        for (var p = 0; p < counts.Count; p++)
        {
            for (var i = 0; i < counts[p]; i++)
            {
                var (date, origin, destination) = (new DateTime(2001, 4, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(20 * 1440)),
                    Airports[random.Next(6)], Airports[random.Next(6)]);
                var (delay, distance) = (random.Next(-40, 300), random.Next(1, 3_000));
                producer.Produce(new TopicPartition("flights", p), new Message<Null, byte[]>
                {
                    Value = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                        $$"""{"Date":"{{date:yyyy-MM-ddTHH:mm:ssZ}}","Origin":"{{origin}}","Destination":"{{destination}}","Delay":"""
                        + $$"""{{delay}},"Distance":{{distance}}}""")),
                });
                log[p]
                    .Add(string.Create(
                        CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd HH:mm:ss},{origin},{destination},{delay},{distance}"));
                if (i % 20_000 == 19_999)
                {
                    producer.Flush(TimeSpan.FromSeconds(30));
                }
            }
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }
}
