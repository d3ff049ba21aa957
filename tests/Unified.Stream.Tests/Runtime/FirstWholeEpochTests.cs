using Microsoft.Extensions.Logging.Abstractions;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Physical;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>A job version that is new on a topic that has dropped its beginning.</summary>
[TestClass]
public sealed class FirstWholeEpochTests
{
    private static readonly StageProgram Program = StageProgram.Compile(JobPlan.Create(new HourlyTrades()));
    private static readonly EpochLength Epochs = Program.Plan.Source.Epochs;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestMethod]
    public async Task Every_record_from_the_first_whole_epoch_on_is_counted_once_and_none_before_through_restarts()
    {
        var seed = TestSeed.Take();
        for (var testCase = 0; testCase < 20; testCase++)
        {
            var random = seed.Random(testCase);
            var topic = Topic(random, 3);
            foreach (var (partition, log) in topic.Logs)
            {
                topic.Low[partition] = random.Next(4) == 0 ? 0 : random.NextInt64(log.End + 1);
            }

            var lost = Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(6)).ToArray();
            var archive = random.Next(3) == 0 ? null : new MemoryArchive(topic.Logs[0], 0, lost);
            var (tables, manifests) = (new MemoryTables(Program.Plan), new MemoryManifests(Cut.Zero));
            var origins = topic.Logs.ToDictionary(l => l.Key, l => FirstWhole(topic.Low[l.Key], l.Key == 0 ? archive : null));
            for (var life = 0; life < 3; life++)
            {
                tables.Failures = random.Next(3);
                var polls = random.Next(1, 40);
                await RunAsync(topic, tables, manifests, archive, random, task => life == 2 ? Done(task, topic, origins) : Volatile.Read(ref polls) <= 0,
                    onPoll: () => Interlocked.Decrement(ref polls));
            }

            Lines.AssertEqual(Expected(topic, origins), tables.Print(), $"case {testCase}");
            var manifest = (await manifests.HistoryAsync(Program.Plan, default)).Single();
            Assert.AreEqual((1L, "stream", "test"), (manifest.Seq, manifest.Who, manifest.Code));
            Assert.AreEqual(string.Join(", ", origins), string.Join(", ", manifest.Origin.Epochs.ToDictionary()), $"case {testCase}");
            Assert.AreEqual(manifest.Origin, manifest.Cut);
        }
    }

    [TestMethod]
    public async Task A_restart_before_anything_was_stored_does_not_move_the_start()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        topic.Low[0] = 70;
        var manifests = new MemoryManifests(Cut.Zero);
        var away = new MemoryTables(Program.Plan) { Gate = new TaskCompletionSource().Task };
        await RunAsync(topic, away, manifests, null, new Random(1), task => task.Status.Read > 100);
        Assert.IsEmpty(topic.Committed);

        topic.Low[0] = 64 * 3 + 1;
        var tables = new MemoryTables(Program.Plan);
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(topic, tables, manifests, null, new Random(1), _ => false));
        Assert.Contains("has dropped offsets 128 to 191 (epoch 2; it begins at 193 now)", error.Message);
        Assert.DoesNotContain("first-whole-epoch", error.Message);

        var archive = new MemoryArchive(topic.Logs[0], 0, 0, 1);
        await RunAsync(topic, tables, manifests, archive, new Random(1), task => Done(task, topic, Origin(2)));
        Lines.AssertEqual(Expected(topic, Origin(2)), tables.Print(), "with the archive");
    }

    [TestMethod]
    public async Task Of_processes_that_declare_at_once_all_begin_where_the_first_said()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        topic.Low[0] = 64 * 2 + 1;
        var (tables, manifests) = (new MemoryTables(Program.Plan), new MemoryManifests(Cut.Zero));
        var other = Manifest.Empty(Program.Plan.Job, Program.Plan.Version, null).BeginningAt(Cut.Zero.With(0, 4)) with { Seq = 1, Id = Guid.CreateVersion7() };
        manifests.Appending = m => m.AppendAsync(other, default);
        await RunAsync(topic, tables, manifests, null, new Random(1), task => Done(task, topic, Origin(4)));
        Lines.AssertEqual(Expected(topic, Origin(4)), tables.Print(), "");
        Assert.AreEqual(other, (await manifests.HistoryAsync(Program.Plan, default)).Single());
    }

    [TestMethod]
    public async Task Days_of_history_that_were_promoted_before_stay()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        topic.Low[0] = 65;
        var manifests = new MemoryManifests(Cut.Zero);
        await manifests.AppendAsync(Manifest.Empty(Program.Plan.Job, Program.Plan.Version, null) with { Seq = 1, HistoryDays = [3, 4], Cut = Cut.Zero.With(0, 0), Promoted = 7 }, default);
        await RunAsync(topic, new MemoryTables(Program.Plan), manifests, null, new Random(1), task => Done(task, topic, Origin(2)));
        var manifest = await manifests.CurrentAsync(Program.Plan, default);
        Assert.AreEqual((2L, 2, 0UL, 2L), (manifest.Seq, manifest.HistoryDays.Count, manifest.Promoted, manifest.Cut.Of(0)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_partition_of_which_something_is_stored_is_refused_a_later_start(bool committed)
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        var (tables, manifests) = (new MemoryTables(Program.Plan), new MemoryManifests(Cut.Zero));
        await RunAsync(topic, tables, manifests, null, new Random(1), task => task.Status.Partitions.Any(p => p.Committed > 0), LogStart.Beginning);
        if (committed)
        {
            tables = new MemoryTables(Program.Plan);
        }
        else
        {
            topic.Committed.Clear();
        }

        topic.Low[0] = topic.Logs[0].End;
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(topic, tables, manifests, null, new Random(1), _ => false));
        Assert.Contains("has dropped offsets", error.Message);
        Assert.DoesNotContain("first-whole-epoch", error.Message);
        Assert.IsEmpty(await manifests.HistoryAsync(Program.Plan, default));
    }

    [TestMethod]
    public async Task Without_the_setting_a_new_job_is_refused_and_told_of_it()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        topic.Low[0] = 64 * 3 + 1;
        var error = await Assert.ThrowsExactlyAsync<DataException>(() =>
            RunAsync(topic, new MemoryTables(Program.Plan), new MemoryManifests(Cut.Zero), null, new Random(1), _ => false, LogStart.Beginning));
        Assert.Contains("partition 0 has dropped offsets 0 to 63 (epoch 0; it begins at 193 now)", error.Message);
        Assert.Contains("with the setting Unified:Kafka:Start=first-whole-epoch it begins at epoch 4 (offset 256)", error.Message);
    }

    [TestMethod]
    public async Task A_log_that_has_not_reached_its_first_whole_epoch_is_counted_from_there_once_it_has()
    {
        var random = TestSeed.Take().Random();
        var log = MemoryLog.Random(random, 100, gaps: false);
        var topic = new MemoryTopic { Logs = { [0] = log }, Low = { [0] = 70 } };
        var (tables, manifests) = (new MemoryTables(Program.Plan), new MemoryManifests(Cut.Zero));
        await RunAsync(topic, tables, manifests, null, random, task => task.Status.Partitions is [{ Position: 128 }]);
        Assert.IsEmpty(tables.Ledger);

        var longer = MemoryLog.Random(random, 300, gaps: false);
        topic.Logs[0] = longer;
        await RunAsync(topic, tables, manifests, null, random, task => Done(task, topic, Origin(2)));
        Lines.AssertEqual(Expected(topic, Origin(2)), tables.Print(), "");

        topic.Logs[0] = MemoryLog.Random(random, 50, gaps: false);
        topic.Low[0] = 0;
        topic.Committed.Clear();
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(topic, tables, manifests, null, random, _ => false));
        Assert.Contains("the topic was made anew or cut short", error.Message);
    }

    private static long FirstWhole(long low, MemoryArchive? archive)
    {
        var first = (low + Epochs.Offsets - 1) / Epochs.Offsets;
        while (archive?.Epochs(Program.Plan.Source, 0).Contains(first - 1) == true)
        {
            first--;
        }

        return first;
    }

    private static MemoryTopic Topic(Random random, int partitions)
    {
        var topic = new MemoryTopic();
        for (var p = 0; p < partitions; p++)
        {
            topic.Logs[p] = MemoryLog.Random(random, random.Next(500, 900));
        }

        return topic;
    }

    private static Dictionary<int, long> Origin(long epoch) => new() { [0] = epoch };

    private static bool Done(StreamTask task, MemoryTopic topic, Dictionary<int, long> origins) => task.Status.Partitions.Length == topic.Logs.Count
        && task.Status.Partitions.All(p => p.Covered == Math.Max(topic.Logs[p.Partition].End, Epochs.First(origins[p.Partition])));

    private static string Expected(MemoryTopic topic, Dictionary<int, long> origins) =>
        string.Join("\n", topic.Logs.Select(l => l.Value.Expected(Program, l.Key, Epochs.First(origins[l.Key])).Print()).Where(lines => lines.Length > 0));

    private static async Task RunAsync(MemoryTopic topic, MemoryTables tables, MemoryManifests manifests, MemoryArchive? archive, Random random, Func<StreamTask, bool> enough,
        LogStart start = LogStart.FirstWholeEpoch, Action? onPoll = null)
    {
        var options = new StreamOptions
        {
            Start = start,
            Code = "test",
            FlushInterval = TimeSpan.FromMilliseconds(random.Next(1, 20)),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            ReleaseTimeout = tables.Gate.IsCompleted ? TimeSpan.FromSeconds(20) : TimeSpan.FromMilliseconds(50),
        };
        var assigned = false;
        var task = new StreamTask(Program, options, tables, manifests, archive, NullLogger.Instance, TimeProvider.System, () =>
        {
            var reader = topic.Open(new Random(random.Next()));
            reader.OnPoll = r =>
            {
                if (!assigned)
                {
                    assigned = true;
                    r.Assign([.. topic.Logs.Keys]);
                }

                onPoll?.Invoke();
            };
            return reader;
        });
        using var stop = new CancellationTokenSource();
        using var patience = new CancellationTokenSource(Patience);
        var run = task.RunAsync(stop.Token);
        while (!run.IsCompleted && !enough(task))
        {
            await Task.Delay(5);
            Assert.IsFalse(patience.IsCancellationRequested, $"{task.Status} {string.Join(", ", task.Status.Partitions)}");
        }

        await stop.CancelAsync();
        await run.WaitAsync(Patience);
    }
}
