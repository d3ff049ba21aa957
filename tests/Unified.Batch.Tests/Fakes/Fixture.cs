using Microsoft.Extensions.Time.Testing;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Batch.Tests.Fakes;

public sealed record TradeDay(string Symbol, DateTime Day, long Trades, long? Fees);

/// <summary>A job with history and a log, over trades.</summary>
public sealed class DailyTrades : Job<TradeDay>
{
    public override Query<TradeDay> Define() =>
        from t in Trades.WithHistory
        where 1000 / t.Quantity < 900
        group t by new { t.Symbol, Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1)) } into g
        select new TradeDay(g.Key.Symbol, g.Key.Day, g.Count(), g.Sum(t => t.Fee));
}

/// <summary>A data folder and the batch layer over it.</summary>
internal sealed class Fixture : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <param name="crash">Where a store call dies; null for nowhere.</param>
    /// <param name="epochsPerSlice">The most.</param>
    /// <param name="data">Whose files to read; null for files of its own.</param>
    /// <param name="job">The job; null for <see cref="DailyTrades"/>.</param>
    public Fixture(CrashPoint? crash = null, int epochsPerSlice = 3, Fixture? data = null, Job? job = null)
    {
        Options = data?.Options ?? new BatchOptions
        {
            DataRoot = _folder.Path,
            ArchiveRoot = _folder["archive"],
            EpochsPerSlice = epochsPerSlice,
            Parallelism = 2,
        };
        Plan = JobPlan.Create(job ?? new DailyTrades());
        Stores = new InMemoryStores(crash);
        History = new HistoryDataset(Options);
        Archive = new ArchiveReader(Options);
        Planner = new SlicePlanner(History, Archive, Options, Time);
        Runner = new SliceRunner(History, Archive, Stores);
        Reconciler = new Reconciler(Stores, Stores, Stores, Stores, Planner, Runner, Options, Time);
        foreach (var source in Plan.Sources.Where(s => s.History is not null))
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, source.History!));
        }
    }

    public BatchOptions Options { get; }

    public JobPlan Plan { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2024, 3, 5, 1, 30, 0, TimeSpan.Zero));

    public InMemoryStores Stores { get; }

    public HistoryDataset History { get; }

    public ArchiveReader Archive { get; }

    public SlicePlanner Planner { get; }

    public SliceRunner Runner { get; }

    public Reconciler Reconciler { get; }

    /// <summary>The first source: the only one of most jobs.</summary>
    public SourceSchema Source => Plan.Sources[0];

    /// <summary>What the job reads of it.</summary>
    public IReadOnlyList<Types.Field> Columns => Plan.Input(Source.Name).Columns.Items;

    public int Border => Timestamps.Day(Source.HistoryUntil!.Value);

    /// <summary>A partition of the log of trades.</summary>
    public static LogPartition Partition(int number) => new("trades", number);

    public Task HistoryAsync(int day, IReadOnlyList<Trade> trades, string name = "part-0.parquet") =>
        TradeFiles.WriteHistoryAsync(Options.DataRoot, Source, day, name, trades);

    public Task EpochAsync(int partition, long epoch, IReadOnlyList<Trade> trades, Random random, int quarantined = 0) =>
        EpochAsync(Source.Partition(partition), epoch, trades, random, quarantined);

    public Task EpochAsync(LogPartition partition, long epoch, IReadOnlyList<Trade> trades, Random random, int quarantined = 0)
    {
        var (id, source) = (new EpochId(partition, epoch), Plan.Source(partition));
        var offsets = TradeFiles.Offsets(random, source, id, trades.Count);
        return TradeFiles.WriteEpochAsync(Options.ArchiveRoot, source, id, trades, offsets, quarantined);
    }

    public string EpochFile(LogPartition partition, long epoch) => ArchiveLayout.File(Options.ArchiveRoot, new EpochId(partition, epoch));

    public Task<ReconcileOutcome> ReconcileAsync(PlanFilter? filter = null, IProgress<BackfillProgress>? progress = null) =>
        Reconciler.ReconcileAsync(Plan, filter, "test", "test", progress, CancellationToken.None);

    public Task<Manifest> CurrentAsync() => Stores.CurrentAsync(Plan, CancellationToken.None);

    public async Task<HistoryFindings> AuditAsync() =>
        await new HistoryAudit(History, Stores).RunAsync(Source, await CurrentAsync(), CancellationToken.None);

    public void Dispose() => _folder.Dispose();
}
