using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Kafka;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>Records that a real broker gives and that are hard to take in.</summary>
[TestClass]
public sealed class DamagedLogTests
{
    [TestMethod]
    public async Task A_flipped_byte_in_a_stored_batch_stops_its_partition_by_name_and_no_other()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 2);
        using (var writer = new TopicWriter(kafka.BootstrapServers, "trades", 2, TestSeed.Take().Random()))
        {
            // Several calls make several batches.
            for (var i = 0; i < 10; i++)
            {
                writer.Write(40);
            }

            await kafka.StopAsync();
            var (first, position) = MiddleBatch(kafka.Segments("trades", 0).Single());
            Flip(kafka.Segments("trades", 0).Single(), position);
            await kafka.RestartAsync();

            var (tables, log) = (new MemoryTables(Run.Program.Plan), new RecordingLog<StreamTask>());
            var topic = writer.Topic(kafka.BootstrapServers);
            await using var stream = Run.Stream(kafka.BootstrapServers, tables, log);
            await stream.UntilAsync(
                t => t.Status.Problems.Any() && t.Status.Partitions.Length == 2
                    && t.Status.Partitions[1].Covered == topic.Logs[1].End && t.Status.Partitions[0].Covered == first,
                () => $"{string.Join(", ", stream.Task.Status.Partitions)}\n{string.Join('\n', log.Of(LogLevel.Warning))}");
            Assert.Contains($"partition 0 cannot be read at offset {first} (5 attempts): Local_BadMsg",
                stream.Task.Status.Problems.Single());
            Assert.HasCount(1, log.Of(LogLevel.Error).ToList(), string.Join('\n', log.Of(LogLevel.Error)));
            Assert.HasCount(1, log.Of(LogLevel.Warning).Where(l => !l.Contains("quarantined", StringComparison.Ordinal)).ToList(),
                string.Join('\n', log.Of(LogLevel.Warning)));
            Console.WriteLine(stream.Task.Status.Problems.Single());
        }
    }

    [TestMethod]
    public async Task Large_records_are_read_whole_and_a_chunk_is_bounded_by_their_bytes()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        const int Records = 68;
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 1, new Dictionary<string, string> { ["max.message.bytes"] = "10000000" });
        var random = TestSeed.Take().Random();
        var topic = new MemoryTopic { Logs = { [0] = new MemoryLog { End = Records } } };
        var config = new ProducerConfig { BootstrapServers = kafka.BootstrapServers, MessageMaxBytes = 10_000_000 };
        using (var producer = new ProducerBuilder<Null, byte[]>(config).Build())
        {
            for (var i = 0; i < Records; i++)
            {
                var value = Padded(Decoding.Records.Json(Trades.Next(random)), 5 << 20);
                topic.Logs[0].Records.Add((i, value));
                await producer.ProduceAsync("trades", new Message<Null, byte[]> { Value = value });
            }
        }

        var tables = new MemoryTables(Run.Program.Plan);
        await using var stream = Run.Stream(kafka.BootstrapServers, tables);
        await stream.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
        Assert.AreEqual(Records, tables.Counts.Read);
        Lines.AssertEqual(topic.Expected(), tables.Print(), "large records");
    }

    private static byte[] Padded(byte[] json, int bytes)
    {
        var end = System.Text.Encoding.UTF8.GetBytes($",\"padding\":\"{new string('x', bytes)}\"}}");
        return [.. json.AsSpan(0, json.Length - 1), .. end];
    }

    /// <summary>The first offset of a batch in the middle of a segment, and the place of its last byte, which is of its records.</summary>
    private static (long Offset, long LastByte) MiddleBatch(string segment)
    {
        const int Header = 12;
        var bytes = File.ReadAllBytes(segment);
        var batches = new List<(long, long)>();
        for (var at = 0; at + Header <= bytes.Length;)
        {
            var offset = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at));
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 8));
            if (length == 0)
            {
                break;
            }

            at += Header + length;
            batches.Add((offset, at - 1));
        }

        return batches[batches.Count / 2];
    }

    private static void Flip(string file, long position)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = position;
        var value = stream.ReadByte();
        stream.Position = position;
        stream.WriteByte((byte)(value ^ 1));
    }
}
