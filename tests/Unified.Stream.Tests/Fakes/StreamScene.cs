using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>A job over a topic in memory. Topic, tables and manifests stay from run to run, unless a test takes something away.</summary>
internal sealed class StreamScene(MemoryTopic topic)
{
    public static readonly StageProgram Program = StageProgram.Compile(JobPlan.Create(new HourlyTrades()));
    public static readonly SourceSchema Source = Program.Plan.Sources[0];
    public static readonly EpochLength Epochs = Source.Epochs;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public MemoryTopic Topic { get; } = topic;

    public MemoryTables Tables { get; set; } = new(Program.Plan);

    public MemoryManifests Manifests { get; set; } = new(Cut.Zero);

    public MemoryIdentities Identities { get; set; } = new();

    public MemoryArchive? Archive { get; set; }

    public ILogger Log { get; set; } = NullLogger.Instance;

    public StreamOptions Options { get; set; } = new() { FlushInterval = TimeSpan.FromMilliseconds(5), FlushRecords = 200 };

    /// <summary>Where polls are cut.</summary>
    public Random Random { get; init; } = new(1);

    /// <summary>Nothing is stored before the stop.</summary>
    public static StreamOptions Unhurried =>
        new() { FlushInterval = TimeSpan.FromHours(1), FlushRecords = int.MaxValue, FlushQuarantined = int.MaxValue };

    /// <summary>A scene over partitions of some hundred records each.</summary>
    public static StreamScene Of(Random random, int partitions, bool gaps = true)
    {
        var topic = new MemoryTopic();
        for (var p = 0; p < partitions; p++)
        {
            topic.Logs[p] = MemoryLog.Random(random, random.Next(500, 900), gaps);
        }

        return new StreamScene(topic) { Random = new Random(random.Next()) };
    }

    /// <summary>An archive of all complete epochs of the topic, without those that are named.</summary>
    public MemoryArchive Archived(params EpochId[] lost) => new(Source, Topic, lost);

    /// <summary>A run that gets all partitions at once and ends when everything is stored.</summary>
    public Task RunToEndAsync() => RunAsync(AtEnd);

    /// <summary>A run that ends when it has come far enough, or throws what ended it.</summary>
    /// <param name="enough">Asked again and again.</param>
    /// <param name="onPoll">Runs within each poll on the loop's thread; by default all partitions are assigned in the first.</param>
    public async Task<StreamTask> RunAsync(Func<StreamTask, bool> enough, Action<MemoryReader>? onPoll = null)
    {
        onPoll ??= AssignOnce([.. Topic.Logs.Keys]);
        var stores = new StreamStores(Tables, Manifests, Identities, Archive);
        var options = Options with { RetryDelay = TimeSpan.FromMilliseconds(1) };
        var task = new StreamTask(Program, Source.Name, options, stores, Log, TimeProvider.System, () =>
        {
            var reader = Topic.Open(new Random(Random.Next()));
            reader.OnPoll = onPoll;
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
        Assert.AreEqual(StreamState.Stopped, task.Status.State);
        return task;
    }

    /// <summary>Assigns partitions in the first poll.</summary>
    public static Action<MemoryReader> AssignOnce(params int[] partitions)
    {
        var assigned = false;
        return reader =>
        {
            if (!assigned)
            {
                assigned = true;
                reader.Assign(partitions);
            }
        };
    }

    /// <summary>True when every record of the topic is stored.</summary>
    public bool AtEnd(StreamTask task) => AtEnd(task, _ => 0);

    /// <summary>The same of a topic that counts from later epochs on.</summary>
    public bool AtEnd(StreamTask task, Func<int, long> origins) => task.Status.Partitions.Length == Topic.Logs.Count
        && task.Status.Partitions.All(
            p => p.Covered == Math.Max(Topic.Logs[p.Partition.Number].End, Epochs.First(origins(p.Partition.Number))));

    /// <summary>The tables hold what one undisturbed run makes of the topic, row for row.</summary>
    public void AssertWhole(string what = "") => AssertWhole(_ => 0, what);

    /// <summary>The same of a topic that counts from later epochs on.</summary>
    public void AssertWhole(Func<int, long> origins, string what = "") => Lines.AssertEqual(Expected(origins), Tables.Print(), what);

    /// <summary>What the tables must hold.</summary>
    /// <param name="origins">For each partition the first epoch that counts; by default the first of all.</param>
    public string Expected(Func<int, long>? origins = null) => string.Join("\n", Topic.Logs
        .Select(l => l.Value.Expected(Program, Source.Partition(l.Key), Epochs.First(origins?.Invoke(l.Key) ?? 0)).Print())
        .Where(lines => lines.Length > 0));
}
