using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
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

    // Short, so that a rebalance does not take a minute.
    private static readonly Dictionary<string, string> Settings = new() { ["session.timeout.ms"] = "6000", ["heartbeat.interval.ms"] = "300" };

    public static Running<StreamTask> Stream(string bootstrap, MemoryTables tables)
    {
        var task = new StreamTask(Program, new KafkaOptions { BootstrapServers = bootstrap, Settings = Settings }, new StreamOptions { FlushInterval = TimeSpan.FromMilliseconds(50) },
            tables, new MemoryManifests(Cut.Zero), null, NullLogger<StreamTask>.Instance, TimeProvider.System);
        return new Running<StreamTask>(task, task.RunAsync).Start();
    }

    public static Running<Archiver> Archiver(string bootstrap, string root)
    {
        var archiver = new Archiver(Program.Plan.Source, new KafkaOptions { BootstrapServers = bootstrap, Settings = Settings }, new ArchiverOptions { Root = root }, NullLogger<Archiver>.Instance, TimeProvider.System);
        return new Running<Archiver>(archiver, archiver.RunAsync).Start();
    }

    /// <summary>The committed offset of each partition of the job's group; 0 where there is none.</summary>
    public static long[] Committed(string bootstrap, int partitions)
    {
        using var client = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = ConsumerGroups.Stream(Program.Plan) }).Build();
        return [.. client.Committed(Enumerable.Range(0, partitions).Select(p => new TopicPartition(Program.Plan.Source.Topic, p)), TimeSpan.FromSeconds(30))
            .OrderBy(o => o.Partition.Value).Select(o => o.Offset.IsSpecial ? 0 : o.Offset.Value)];
    }

    public static bool Covers(this MemoryTables tables, MemoryTopic topic) => topic.Logs.All(l =>
        l.Value.End == 0 || tables.Ledger.Values.Where(e => e.Epoch.Partition == l.Key).Select(e => e.Covered).DefaultIfEmpty().Max() == l.Value.End);

    public static string Describe(this MemoryTables tables, MemoryTopic topic) => string.Join(", ", topic.Logs.Select(l =>
        $"{l.Key}: {tables.Ledger.Values.Where(e => e.Epoch.Partition == l.Key).Select(e => e.Covered).DefaultIfEmpty().Max()} of {l.Value.End}"));

    public static string Expected(this MemoryTopic topic) => string.Join("\n", topic.Logs.Where(l => l.Value.End > 0).Select(l => l.Value.Expected(Program, l.Key).Print()));

    /// <summary>Every complete epoch has a file, with every record of it, and nothing else has.</summary>
    public static void AssertArchived(string root, MemoryTopic topic)
    {
        var source = Program.Plan.Source;
        foreach (var (partition, log) in topic.Logs)
        {
            using var folder = new TestKit.TempFolder();
            using (var archiver = new PartitionArchiver(folder.Path, source, partition, 0))
            {
                foreach (var record in log.Records)
                {
                    archiver.Add(MemoryLog.Record(record));
                }

                archiver.AdvanceTo(log.End);
            }

            var epochs = Contracts.ArchiveLayout.Epochs(root, source.Name, partition);
            CollectionAssert.AreEqual(Contracts.ArchiveLayout.Epochs(folder.Path, source.Name, partition).ToArray(), epochs.ToArray());
            foreach (var epoch in epochs)
            {
                Assert.AreEqual(Rows(folder.Path, new EpochId(partition, epoch)), Rows(root, new EpochId(partition, epoch)));
            }
        }

        string Rows(string folder, EpochId epoch)
        {
            using var reader = new ParquetSharp.ParquetFileReader(Contracts.ArchiveLayout.File(folder, source.Name, epoch));
            var offsets = Enumerable.Range(0, reader.FileMetaData.NumRowGroups).SelectMany(g =>
            {
                using var group = reader.RowGroup(g);
                using var column = group.Column(source.Columns.Length).LogicalReader<long>();
                return column.ReadAll((int)group.MetaData.NumRows);
            });
            return $"{string.Join(",", offsets)} {string.Join(",", reader.FileMetaData.KeyValueMetadata.OrderBy(m => m.Key, StringComparer.Ordinal))}";
        }
    }
}
