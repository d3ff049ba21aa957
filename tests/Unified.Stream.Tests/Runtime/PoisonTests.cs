using Microsoft.Extensions.Logging;
using Unified.Definition;
using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>A record whose group cannot be computed: it has one distinct value more than are counted.</summary>
[TestClass]
public sealed class PoisonTests
{
    private static readonly StageProgram Program = StageProgram.Compile(JobPlan.Create(new Serials()));

    [TestMethod]
    public async Task A_group_that_overflows_stops_its_partition_by_name_and_offset_and_the_others_go_on()
    {
        var topic = new MemoryTopic { Logs = { [0] = Log(12_000, "POISON"), [1] = Log(200, "GOOD") } };
        var (tables, log) = (new MemoryTables(Program.Plan), new RecordingLog<StreamTask>(LogLevel.Error));
        var task = await RunAsync(topic, tables, log, t => t.Status.Problems.Any() && t.Status.Partitions[1].Covered == 200);
        var problem = task.Status.Partitions[0].Problem!;
        Assert.Contains("Job 'serials': column 'distinct' of group {symbol=POISON} left the range of 10000 distinct values "
            + "at trades partition 0 offset 10000. ", problem);
        Assert.AreEqual(problem, log.Of(LogLevel.Error).Single());
        var stored = tables.Ledger.Values.Where(l => l.Epoch.Partition.Number == 0).Sum(l => l.Counts.Read);
        Assert.IsLessThanOrEqualTo(10_000, stored, "what was stored before it stays, and nothing after it is");
    }

    [TestMethod]
    public async Task A_record_that_is_taken_out_counts_as_quarantined_with_the_reason_and_its_partition_goes_on()
    {
        var topic = new MemoryTopic { Logs = { [0] = Log(10_001, "POISON"), [1] = Log(200, "GOOD") } };
        var tables = new MemoryTables(Program.Plan);
        tables.Excluded.Add(new Exclusion("serials", new LogPartition("trades", 0), 10_000, "one too many"));
        tables.Excluded.Add(new Exclusion("another", new LogPartition("trades", 0), 3, "not ours"));
        tables.Excluded.Add(new Exclusion("serials", new LogPartition("trades", 1), 5_000, "is not there"));
        await RunAsync(topic, tables, new RecordingLog<StreamTask>(), t => t.Status.Partitions is [{ Covered: 10_001 }, { Covered: 200 }]);
        Assert.AreEqual(new LedgerCounts(10_201, 10_200, 0, 1), tables.Counts);
        var record = tables.Quarantine.Single();
        Assert.AreEqual((10_000L, "serials", "excluded: one too many"), (record.Offset, record.Job, record.Reason));
    }

    private static async Task<StreamTask> RunAsync(
        MemoryTopic topic, MemoryTables tables, RecordingLog<StreamTask> log, Func<StreamTask, bool> enough)
    {
        var stores = new StreamStores(tables, new MemoryManifests(Cut.Zero), new MemoryIdentities(), null);
        var options = new StreamOptions { FlushInterval = TimeSpan.FromMilliseconds(5), RetryDelay = TimeSpan.FromMilliseconds(1) };
        var task = new StreamTask(Program, "trades", options, stores, log, TimeProvider.System, () =>
        {
            var reader = topic.Open(new Random(1));
            reader.OnPoll = StreamScene.AssignOnce(0, 1);
            return reader;
        });
        using var stop = new CancellationTokenSource();
        var run = task.RunAsync(stop.Token);
        using var patience = new CancellationTokenSource(StreamScene.Patience);
        while (!enough(task))
        {
            await Task.Delay(5);
            Assert.IsFalse(patience.IsCancellationRequested || run.IsCompleted, $"{task.Status}");
        }

        await stop.CancelAsync();
        await run.WaitAsync(StreamScene.Patience);
        return task;
    }

    private static MemoryLog Log(int records, string symbol)
    {
        var trade = Trades.Next(new Random(1)) with { Symbol = symbol };
        var log = new MemoryLog { End = records };
        log.Records.AddRange(Enumerable.Range(0, records).Select(i => ((long)i, (byte[]?)Records.Json(trade with { Serial = i }))));
        return log;
    }

    private sealed record Serial(string Symbol, long Distinct);

    private sealed class Serials : Job<Serial>
    {
        public override Query<Serial> Define() =>
            from t in Trades.Source with { EpochLength = 16_384 }
            group t by t.Symbol into g
            select new Serial(g.Key, g.CountDistinct(t => t.Serial));
    }
}
