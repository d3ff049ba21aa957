using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>A stream task or an archiver that runs in the background of a test.</summary>
internal sealed class Running<TTask>(TTask task, Func<CancellationToken, Task> run) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _stop = new();
    private Task? _run;

    public TTask Task => task;

    public Running<TTask> Start()
    {
        _run = run(_stop.Token);
        return this;
    }

    /// <summary>The error that it ends with by itself. Nothing is left to stop then.</summary>
    public async Task<Exception> FailureAsync()
    {
        var run = _run!;
        _run = System.Threading.Tasks.Task.CompletedTask;
        return await Assert.ThrowsAsync<Exception>(() => run.WaitAsync(Patience));
    }

    public async Task UntilAsync(Func<TTask, bool> reached, Func<string> otherwise)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!reached(task))
        {
            Assert.IsFalse(_run!.IsFaulted, _run.Exception?.ToString());
            Assert.IsLessThan(Patience, TimeProvider.System.GetElapsedTime(start), otherwise());
            await System.Threading.Tasks.Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run!.WaitAsync(Patience);
        _stop.Dispose();
    }
}

internal static class Run
{
    public static readonly StageProgram Program = StageProgram.Compile(JobPlan.Create(new HourlyTrades()));
    public static readonly SourceSchema Source = Program.Plan.Sources[0];

    // Short, so that a rebalance does not take a minute.
    private static readonly Dictionary<string, string> Settings =
        new() { ["session.timeout.ms"] = "6000", ["heartbeat.interval.ms"] = "300" };

    public static Running<StreamTask> Stream(
        string bootstrap, MemoryTables tables, ILogger<StreamTask>? log = null, MemoryIdentities? identities = null)
    {
        var kafka = new KafkaOptions { BootstrapServers = bootstrap, Settings = Settings };
        var options = new StreamOptions { FlushInterval = TimeSpan.FromMilliseconds(50) };
        var stores = new StreamStores(tables, new MemoryManifests(Cut.Zero), identities ?? new MemoryIdentities(), null);
        var task = new StreamTask(
            Program, Source.Name, kafka, options, stores, log ?? NullLogger<StreamTask>.Instance, TimeProvider.System);
        return new Running<StreamTask>(task, task.RunAsync).Start();
    }

    public static Running<Archiver> Archiver(string bootstrap, string root)
    {
        var kafka = new KafkaOptions { BootstrapServers = bootstrap, Settings = Settings };
        var options = new ArchiverOptions { Root = root };
        var archiver = new Archiver(Source, kafka, options, new MemoryIdentities(), NullLogger<Archiver>.Instance, TimeProvider.System);
        return new Running<Archiver>(archiver, archiver.RunAsync).Start();
    }

    /// <summary>The committed offset of each partition of the job's group; 0 where there is none.</summary>
    public static long[] Committed(string bootstrap, int partitions)
    {
        var group = ConsumerGroups.Stream(Program.Plan, Source.Name, "");
        var config = new ConsumerConfig { BootstrapServers = bootstrap, GroupId = group };
        using var client = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        return [.. client.Committed(
            Enumerable.Range(0, partitions).Select(p => new TopicPartition(Source.Topic, p)), TimeSpan.FromSeconds(30))
            .OrderBy(o => o.Partition.Value).Select(o => o.Offset.IsSpecial ? 0 : o.Offset.Value)];
    }

    public static bool Covers(this MemoryTables tables, MemoryTopic topic) => topic.Logs.All(l =>
        l.Value.End == 0 || tables.Covered(l.Key) == l.Value.End);

    public static string Describe(this MemoryTables tables, MemoryTopic topic) => string.Join(", ", topic.Logs.Select(l =>
        $"{l.Key}: {tables.Covered(l.Key)} of {l.Value.End}"));

    private static long Covered(this MemoryTables tables, int partition) =>
        tables.Ledger.Values.Where(e => e.Epoch.Partition.Number == partition).Select(e => e.Covered).DefaultIfEmpty().Max();

    public static string Expected(this MemoryTopic topic) =>
        string.Join("\n", topic.Logs.Where(l => l.Value.End > 0).Select(l => l.Value.Expected(Program, Source.Partition(l.Key)).Print()));

    /// <summary>Every complete epoch has a file, with every record of it, and nothing else has.</summary>
    public static void AssertArchived(string root, MemoryTopic topic)
    {
        foreach (var (partition, log) in topic.Logs)
        {
            using var folder = new TestKit.TempFolder();
            using (var archiver = new PartitionArchiver(folder.Path, Source, Source.Partition(partition), 0))
            {
                foreach (var record in log.Records)
                {
                    archiver.Add(MemoryLog.Record(record));
                }

                archiver.AdvanceTo(log.End);
            }

            var epochs = ArchivedEpochs.Of(root, Source.Partition(partition));
            CollectionAssert.AreEqual(ArchivedEpochs.Of(folder.Path, Source.Partition(partition)).ToArray(), epochs.ToArray());
            foreach (var epoch in epochs)
            {
                var id = new EpochId(Source.Partition(partition), epoch);
                Assert.AreEqual(Rows(folder.Path, id), Rows(root, id));
            }
        }

        string Rows(string folder, EpochId epoch)
        {
            using var reader = new ParquetSharp.ParquetFileReader(ArchiveLayout.File(folder, epoch));
            var offsets = Enumerable.Range(0, reader.FileMetaData.NumRowGroups).SelectMany(g =>
            {
                using var group = reader.RowGroup(g);
                using var column = group.Column(Source.Columns.Length).LogicalReader<long>();
                return column.ReadAll((int)group.MetaData.NumRows);
            });
            return $"{string.Join(",", offsets)} {string.Join(",", reader.FileMetaData.KeyValueMetadata
                .Where(m => m.Key != ArchiveLayout.IdentityKey).OrderBy(m => m.Key, StringComparer.Ordinal))}";
        }
    }
}
