using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>A record is passed only if it was delivered, or the log says that there is none.</summary>
[TestClass]
public sealed class ReadFaultsTests
{
    [TestMethod]
    public async Task A_record_that_could_not_be_read_is_read_again_and_none_is_missing()
    {
        var random = TestSeed.Take().Random();
        var scene = StreamScene.Of(random, partitions: 3);
        foreach (var (partition, log) in scene.Topic.Logs)
        {
            for (var i = 0; i < 5; i++)
            {
                scene.Topic.Unreadable[(partition, log.Records[random.Next(log.Records.Count)].Offset)] = random.Next(1, 3);
            }
        }

        await scene.RunToEndAsync();
        scene.AssertWhole();
    }

    [TestMethod]
    public async Task A_partition_whose_record_stays_unreadable_stands_still_with_its_offset_and_the_others_go_on()
    {
        var scene = StreamScene.Of(TestSeed.Take().Random(), partitions: 2, gaps: false);
        scene.Topic.Unreadable[(0, 100)] = int.MaxValue;
        var log = new RecordingLog<StreamTask>(LogLevel.Information);
        scene.Log = log;
        var task = await scene.RunAsync(t => t.Status.Problems.Any()
            && t.Status.Partitions[1].Covered == scene.Topic.Logs[1].End && t.Status.Partitions[0].Covered == 100);
        var problem = task.Status.Partitions[0].Problem!;
        Assert.Contains("topic 'trades' partition 0 cannot be read at offset 100 (5 attempts): Local_BadMsg: failed CRC32C check", problem);
        Assert.Contains("let another replica lead the partition", problem);
        Assert.IsNull(task.Status.Partitions[1].Problem);
        Assert.HasCount(1, log.Of(LogLevel.Error).ToList(), "said once");
        Assert.HasCount(1, log.Of(LogLevel.Warning).Where(l => l.Contains("could not be read", StringComparison.Ordinal)).ToList(),
            "and once when it began");

        scene.Topic.Unreadable.Clear();
        await scene.RunToEndAsync();
        scene.AssertWhole("when another replica leads");
    }

    [TestMethod]
    public void Attempts_are_spaced_and_a_line_is_written_every_tenth_minute()
    {
        var (time, log) = (new FakeTimeProvider(), new RecordingLog<StreamTask>(LogLevel.Information));
        var faults = new ReadFaults("Job 'j'", StreamScene.Source, time, log);
        var (attempts, fault) = (0, new ReadFault(0, 7, ReadFaultKind.Ours, "OutOfMemoryException", "no memory"));
        for (var second = 0; second < 3600; second++)
        {
            if (!faults.Rests(0))
            {
                faults.Take(fault);
                attempts++;
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.IsTrue(attempts is > 60 and < 75, $"{attempts} attempts in an hour");
        Assert.HasCount(6, log.Of(LogLevel.Error).ToList());
        Assert.Contains("give it more memory", faults.Problem(0)!);
        faults.Reached(0, 7);
        Assert.IsNotNull(faults.Problem(0), "it stands before the record");
        faults.Reached(0, 8);
        Assert.IsNull(faults.Problem(0));
    }

    [TestMethod]
    public void A_partition_that_does_not_move_although_the_log_goes_on_is_said()
    {
        var topic = new MemoryTopic
        {
            Logs = { [0] = new MemoryLog { End = 50 }, [1] = new MemoryLog { End = 10 }, [2] = new MemoryLog { End = 90 } },
        };
        var (time, log) = (new FakeTimeProvider(), new RecordingLog<StreamTask>(LogLevel.Information));
        var watch = new StallWatch("Job 'j'", StreamScene.Source, topic.Open(new Random(1)), time, log);
        for (var second = 0; second < 60; second++)
        {
            // The first stands, the second is at its end, the third waits for us.
            watch.Look([new ReadPosition(0, 20, false), new ReadPosition(1, 10, false), new ReadPosition(2, 5, true)]);
            Assert.AreEqual(second >= 40, watch.Problem(0) is not null, $"second {second}");
            Assert.IsNull(watch.Problem(1) ?? watch.Problem(2));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains("partition 0 has stood at offset 20 for 40 seconds, and the log ends at 50", log.Of(LogLevel.Error).Single());
        watch.Look([new ReadPosition(0, 21, false)]);
        Assert.IsNull(watch.Problem(0));
        Assert.Contains("moves again, at offset 21", log.Of(LogLevel.Information).Single());
    }

    [TestMethod]
    public void Errors_that_are_not_known_to_pass_are_faults()
    {
        foreach (var code in Enum.GetValues<Confluent.Kafka.ErrorCode>())
        {
            var error = new Confluent.Kafka.Error(code);
            Assert.AreEqual(code is Confluent.Kafka.ErrorCode.Local_BadMsg or Confluent.Kafka.ErrorCode.InvalidMsg
                or Confluent.Kafka.ErrorCode.Local_BadCompression or Confluent.Kafka.ErrorCode.Local_Inconsistent
                or Confluent.Kafka.ErrorCode.InvalidRecord or Confluent.Kafka.ErrorCode.InvalidMsgSize
                or Confluent.Kafka.ErrorCode.UnsupportedCompressionType, ConsumeErrors.KindOf(error) == ReadFaultKind.Damaged, $"{code}");
            Assert.IsFalse(ConsumeErrors.IsPassing(error) && ConsumeErrors.KindOf(error) == ReadFaultKind.Damaged, $"{code}");
        }

        foreach (var ours in new[] { Confluent.Kafka.ErrorCode.Local_ValueDeserialization, Confluent.Kafka.ErrorCode.Local_Fail })
        {
            Assert.IsFalse(ConsumeErrors.IsPassing(new Confluent.Kafka.Error(ours)), $"{ours}");
        }
    }
}
