using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Unified.Streaming.Kafka;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class StrangerTests
{
    [TestMethod]
    public async Task A_member_of_another_installation_is_warned_of_and_one_of_ours_is_not()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 4);
        using var writer = new TopicWriter(kafka.BootstrapServers, "trades", 4, TestSeed.Take().Random());
        writer.Write(200);
        var log = new RecordingLog<StreamTask>();
        await using var ours = Run.Stream(kafka.BootstrapServers, new MemoryTables(Run.Program.Plan), log);
        await using var alsoOurs = Run.Stream(kafka.BootstrapServers, new MemoryTables(Run.Program.Plan));
        await ours.UntilAsync(_ => Lines(log).Contains("has 2 member(s)", StringComparison.Ordinal), () => Lines(log));
        Assert.IsEmpty(ours.Task.Status.Strangers.ToArray(), "two processes of one installation");

        using (var stranger = new Stranger(kafka.BootstrapServers))
        {
            await ours.UntilAsync(t => t.Status.Strangers.Any(s => s.Partitions > 0), () => Lines(log));
            var seen = ours.Task.Status.Strangers.Single();
            Assert.AreEqual((Stranger.ClientId, "127.0.0.1", stranger.Partitions), (seen.ClientId, seen.Host, seen.Partitions));
            var warning = log.Of(LogLevel.Warning).Last(l => l.Contains("not of this installation", StringComparison.Ordinal));
            Assert.Contains($"client '{Stranger.ClientId}' at 127.0.0.1 holds {stranger.Partitions} partitions", warning);
            Assert.Contains(ConsumerGroups.Stream(Run.Program.Plan, Run.Source.Name, ""), warning);
        }

        await ours.UntilAsync(t => t.Status.Strangers.IsEmpty, () => Lines(log));
    }

    private static string Lines(RecordingLog<StreamTask> log) =>
        string.Join('\n', [.. log.Of(LogLevel.Information), .. log.Of(LogLevel.Warning)]);

    /// <summary>A program over another database that was left with the same group.</summary>
    private sealed class Stranger : IDisposable
    {
        public const string ClientId = "unified-other-elsewhere-7";
        private readonly CancellationTokenSource _stop = new();
        private readonly IConsumer<Ignore, Ignore> _consumer;
        private readonly Task _polling;

        public Stranger(string bootstrap)
        {
            var options = new KafkaOptions { BootstrapServers = bootstrap };
            var settings = options.Consumer(ConsumerGroups.Stream(Run.Program.Plan, Run.Source.Name, ""), full: false);
            settings["client.id"] = ClientId;
            settings["auto.offset.reset"] = "earliest";
            _consumer = new ConsumerBuilder<Ignore, Ignore>(settings).Build();
            _consumer.Subscribe("trades");
            _polling = Task.Run(() =>
            {
                while (!_stop.IsCancellationRequested)
                {
                    _consumer.Consume(50);
                }

                _consumer.Close();
            });
        }

        public int Partitions => _consumer.Assignment.Count;

        public void Dispose()
        {
            _stop.Cancel();
            _polling.GetAwaiter().GetResult();
            _consumer.Dispose();
            _stop.Dispose();
        }
    }
}
