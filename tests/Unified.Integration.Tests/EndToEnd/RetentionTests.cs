using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Unified.Epochs;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Integration.Tests.EndToEnd;

/// <summary>Kafka's retention overtakes the epoch that fills, after both layers have read its records.</summary>
[TestClass]
public sealed class RetentionTests
{
    private const int Epoch = 8_192;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task What_Kafka_drops_of_an_epoch_that_fills_is_in_the_archive_and_both_layers_go_on_inside_it()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var stage = await KafkaStage.StartAsync(["airport_delays"], TestContext.CancellationToken);
        var (log, source) = (new List<string>(), stage.Sources[0]);
        string[] early = ["--set", "Unified:Data:PartialAfter=00:00:01"];
        long[] ends = [1_500, 300, Epoch + 700, 0];
        Produce(stage, log, ends);
        await using (var archiver = stage.Run(["archive", .. early]))
        await using (var stream = stage.Run("stream"))
        {
            await stage.WaitForFlightsAsync(log.Count, TimeSpan.FromMinutes(2), stream);
            for (var p = 0; p < 3; p++)
            {
                var filling = new EpochId(new LogPartition(source.Name, p), source.Epochs.Of(ends[p]));
                while (stage.Archive.PartialCovered(source, filling) != ends[p])
                {
                    Assert.IsFalse(archiver.HasExited, string.Join('\n', archiver.Output.TakeLast(20)));
                    await Task.Delay(200, TestContext.CancellationToken);
                }
            }

            // Nothing is saved at the last moment.
            await archiver.KillAsync();
            await stream.KillAsync();
        }

        await stage.Kafka.DeleteRecordsAsync("flights", new Dictionary<int, long> { [0] = 1_200, [1] = 300, [2] = Epoch + 1 });
        await using (var archiver = stage.Run(["archive", .. early]))
        await using (var stream = stage.Run("stream"))
        {
            Produce(stage, log, [Epoch, 2 * Epoch, 100, 50]);
            await stage.WaitForFlightsAsync(log.Count, TimeSpan.FromMinutes(2), stream);
            Assert.DoesNotContain(l => l.Contains("has dropped offsets", StringComparison.Ordinal), stream.Output);
            foreach (var (p, wanted) in new[] { (0, 1), (1, 2), (2, 1) })
            {
                while (stage.Archive.Epochs(source, new LogPartition(source.Name, p)).Count < wanted)
                {
                    Assert.IsFalse(archiver.HasExited, string.Join('\n', archiver.Output.TakeLast(20)));
                    await Task.Delay(200, TestContext.CancellationToken);
                }
            }
        }

        using var folder = new TempFolder();
        await File.WriteAllLinesAsync(folder["truth.csv"], log, TestContext.CancellationToken);
        var truth = new Dictionary<string, string>
        {
            ["flights"] = $"SELECT * FROM read_csv('{folder["truth.csv"]}', header = false, columns = {{'Date': 'TIMESTAMP', "
                + "'Origin': 'VARCHAR', 'Destination': 'VARCHAR', 'Delay': 'INTEGER', 'Distance': 'INTEGER'})",
        };
        await stage.AssertEqualToDuckDbAsync(truth, "stream only");
        await using var backfill = stage.Run("backfill", "--only", "log");
        Assert.AreEqual(0, await backfill.WaitForExitAsync(TimeSpan.FromMinutes(3)), string.Join('\n', backfill.Output));
        await stage.AssertEqualToDuckDbAsync(truth, "after the promotion");
        foreach (var file in Directory.GetFiles(Path.Combine(stage.DataRoot, "archive"), "*.partial-*", SearchOption.AllDirectories))
        {
            Assert.IsFalse(File.Exists($"{file[..file.IndexOf(".partial-", StringComparison.Ordinal)]}.parquet"), $"{file} was replaced");
        }
    }

    private static void Produce(KafkaStage stage, List<string> log, IReadOnlyList<long> counts)
    {
        var random = TestSeed.Take().Random();
        using var producer = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig { BootstrapServers = stage.Kafka.BootstrapServers, Acks = Acks.All, LingerMs = 5 }).Build();
        for (var p = 0; p < counts.Count; p++)
        {
            for (var i = 0; i < counts[p]; i++)
            {
                var date = new DateTime(2001, 4, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(20 * 1440));
                var (delay, distance) = (random.Next(-40, 300), random.Next(1, 3_000));
                var value = string.Create(CultureInfo.InvariantCulture,
                    $$"""{"Date":"{{date:yyyy-MM-ddTHH:mm:ssZ}}","Origin":"ATL","Destination":"ORD","Delay":{{delay}},"Distance":""")
                    + string.Create(CultureInfo.InvariantCulture, $"{distance}}}");
                producer.Produce(
                    new TopicPartition("flights", p), new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(value) });
                log.Add(string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd HH:mm:ss},ATL,ORD,{delay},{distance}"));
            }
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }
}
