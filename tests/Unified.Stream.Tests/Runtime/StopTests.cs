using Microsoft.Extensions.Logging.Abstractions;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>A stop does not wait for what is down.</summary>
[TestClass]
public sealed class StopTests
{
    private static readonly StageProgram Program = StageProgram.Compile(JobPlan.Create(new HourlyTrades()));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public enum Down
    {
        CommittedOffsets,
        Watermarks,
        Manifests,
    }

    [TestMethod]
    [DataRow(Down.CommittedOffsets)]
    [DataRow(Down.Watermarks)]
    [DataRow(Down.Manifests)]
    public async Task A_stop_ends_an_assignment_that_waits_for_what_is_down(Down down)
    {
        var asked = new TaskCompletionSource();
        var topic = Topic(down, asked);
        var tables = new MemoryTables(Program.Plan);
        var manifests = new MemoryManifests(Cut.Zero) { Asked = down == Down.Manifests ? () => Fail(asked) : null };
        // Longer than the test's patience: the wait between two attempts must end too.
        var options = new StreamOptions { RetryDelay = TimeSpan.FromMinutes(1), LongestRetryDelay = TimeSpan.FromMinutes(1) };
        var task = new StreamTask(
            Program, "trades", options, new StreamStores(tables, manifests, new MemoryIdentities(), null), NullLogger.Instance,
            TimeProvider.System, () => Reader(topic));
        await StopsAsync(task.RunAsync, asked.Task);
        Assert.AreEqual(StreamState.Stopped, task.Status.State);
        Assert.AreEqual(0, tables.Flushes);
        Assert.IsEmpty(topic.Committed);
    }

    [TestMethod]
    [DataRow(Down.CommittedOffsets)]
    [DataRow(Down.Watermarks)]
    public async Task A_stop_ends_an_archivers_assignment_too(Down down)
    {
        using var folder = new TempFolder();
        var asked = new TaskCompletionSource();
        var topic = Topic(down, asked);
        var (root, minute) = (folder.Path, TimeSpan.FromMinutes(1));
        var options = new ArchiverOptions { Root = root, RetryDelay = minute, LongestRetryDelay = minute };
        var archiver = new Archiver(
            Records.Source, options, new MemoryIdentities(), NullLogger.Instance, TimeProvider.System, () => Reader(topic));
        await StopsAsync(archiver.RunAsync, asked.Task);
        Assert.AreEqual(StreamState.Stopped, archiver.Status.State);
        Assert.IsEmpty(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ToArray());
        Assert.IsEmpty(topic.Committed);
    }

    [TestMethod]
    [Timeout(30_000)]
    public void The_client_stops_asking_a_broker_that_does_not_answer()
    {
        // Nobody listens there, and the request's own time-out is far away.
        var kafka = new KafkaOptions { BootstrapServers = "127.0.0.1:9", RequestTimeout = TimeSpan.FromMinutes(2) };
        using var reader = new KafkaLogReader(kafka, "topic", "group", full: false, NullLogger.Instance);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsExactly<TaskCanceledException>(() => reader.Committed([0], stop.Token));
        Assert.ThrowsExactly<TaskCanceledException>(() => reader.Watermarks(0, stop.Token));
        reader.Close();
    }

    private static async Task StopsAsync(Func<CancellationToken, Task> run, Task asked)
    {
        using var stop = new CancellationTokenSource();
        var running = run(stop.Token);
        await asked.WaitAsync(Patience);
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }

    private static MemoryTopic Topic(Down down, TaskCompletionSource asked)
    {
        var topic = new MemoryTopic { Logs = { [0] = MemoryLog.Random(TestSeed.Take().Random(), 500) } };
        topic.CommittedAsked = down == Down.CommittedOffsets ? () => Fail(asked) : null;
        topic.WatermarksAsked = down == Down.Watermarks ? () => Fail(asked) : null;
        return topic;
    }

    private static MemoryReader Reader(MemoryTopic topic)
    {
        var assigned = false;
        var reader = topic.Open(new Random(1));
        reader.OnPoll = r =>
        {
            if (!assigned)
            {
                assigned = true;
                r.Assign(0);
            }
        };
        return reader;
    }

    private static void Fail(TaskCompletionSource asked)
    {
        asked.TrySetResult();
        throw new TransientException("It is away.");
    }
}
