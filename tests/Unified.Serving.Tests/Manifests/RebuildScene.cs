using System.Collections.Immutable;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.Time;
using Days = System.Collections.Immutable.ImmutableSortedDictionary<int, System.Collections.Immutable.ImmutableSortedDictionary<string,
    Unified.Serving.Tests.Fixtures.Reading[]>>;

namespace Unified.Serving.Tests.Manifests;

/// <summary>Both layers over a log and a history, and a memory of which files each manifest's answer was computed from.</summary>
internal sealed class RebuildScene : IDisposable
{
    private readonly Random _random;
    private readonly Dictionary<long, Days> _promoted = new() { [0] = Days.Empty };

    private RebuildScene(World world, Random random, ShiftedTime time)
    {
        (World, _random, Time) = (world, random, time);
        History = new ReadingHistory(world, random);
        History.Create();
        var log = new ReadingLog(random);
        Simulation = new Simulation(world, log, random);
        Archive = new LogArchive(log);
        var dataset = new HistoryDataset(History.Options);
        Runner = new SliceRunner(dataset, Archive, world.Tables);
        Audit = new HistoryAudit(dataset, world.Generations);
        Reconciler = new Reconciler(world.Manifests, world.Generations, new ClickHousePromotion(world.Database), world.Tables,
            new SlicePlanner(dataset, Archive, History.Options, time), Runner, History.Options, time);
    }

    public World World { get; }

    public ShiftedTime Time { get; }

    public ReadingHistory History { get; }

    public Simulation Simulation { get; }

    public LogArchive Archive { get; }

    public SliceRunner Runner { get; }

    public HistoryAudit Audit { get; }

    public Reconciler Reconciler { get; }

    public int Rebuilds { get; private set; }

    public int LedgerOnly { get; private set; }

    /// <summary>The files of the answer.</summary>
    private Days Read { get; set; } = Days.Empty;

    public static async Task<RebuildScene> CreateAsync(Random random, bool anyBeginning = false)
    {
        var time = new ShiftedTime();
        var scene = new RebuildScene(await World.CreateAsync(new HistoricPlaces(), time), random, time);
        if (anyBeginning)
        {
            await scene.BeginAsync();
        }

        scene.Simulation.Log.Append(400);
        await scene.Simulation.FlushAsync(all: true);
        return scene;
    }

    /// <summary>Something happens.</summary>
    public async Task<string> StepAsync()
    {
        switch (_random.Next(10))
        {
            case < 5:
                return History.Change();
            case 5:
                return await AppendAsync();
            case 6:
                await PromoteAsync();
                return "a backfill";
            case 7 when _random.Next(2) == 0:
                await RebuildAsync();
                return "a rebuild";
            case 7:
                History.CopyAll();
                return "copying all files";
            case 8:
                Time.Advance(TimeSpan.FromHours(2));
                await new GarbageCollection(World.Database).RunAsync(World.Plan, TimeSpan.FromHours(1), CancellationToken.None);
                return "a collection";
            default:
                return await RollbackAsync();
        }
    }

    public async Task PromoteAsync()
    {
        var outcome = await ReconcileAsync(rebuild: false);
        Assert.IsTrue(outcome.Result is ReconcileResult.Promoted or ReconcileResult.NothingToDo,
            string.Join('\n', outcome.Differences.Select(d => d.Message)));
        if (outcome.Result == ReconcileResult.Promoted)
        {
            Keep(outcome, Read.AddRange(Below().Where(d => !Read.ContainsKey(d.Key))));
        }

        Assert.HasCount(Expected().Length, outcome.HistoryProblems.Where(p => !p.Contains("border", StringComparison.Ordinal)));
    }

    public async Task RebuildAsync()
    {
        await PromoteFirstAsync();
        var outcome = await ReconcileAsync(rebuild: true);
        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result, string.Join('\n', outcome.Differences.Select(d => d.Message)));
        Keep(outcome, Days.Empty.AddRange(Below()));
        (Rebuilds, LedgerOnly) = (Rebuilds + 1, LedgerOnly + outcome.LedgerOnly.Count);
    }

    public Task<ReconcileOutcome> ReconcileAsync(bool rebuild) =>
        Reconciler.ReconcileAsync(World.Plan, new PlanFilter { Rebuild = rebuild }, "test", "test", null, CancellationToken.None);

    /// <summary>The changed days, by the memory of what was read and written.</summary>
    public HistoryChange[] Expected() =>
    [
        .. Read.Select(d => ReadingHistory.Between(d.Key, d.Value,
            History.Files.GetValueOrDefault(d.Key, ImmutableSortedDictionary<string, Reading[]>.Empty))).OfType<HistoryChange>(),
    ];

    /// <summary>
    /// The answer is that over the files that were read and the log, and the audit names what has changed since, neither more nor less.
    /// </summary>
    public async Task CheckAsync(string after)
    {
        var events = Read.Values.SelectMany(files => files.Values).SelectMany(f => f).Where(r => r.At < HistoricPlaces.Border)
            .Concat(Simulation.Visible.Where(r => r.At >= HistoricPlaces.Border));
        CollectionAssert.AreEqual(Fixtures.Expected.PlaceHours(events).ToArray(), (await World.AnswerAsync()).ToArray(),
            "view after " + after);
        var found = await Audit.RunAsync(World.Plan.Sources[0], await World.Manifests.CurrentAsync(World.Plan, CancellationToken.None),
            CancellationToken.None);
        CollectionAssert.AreEqual(Expected().Select(c => c.ToString()).ToArray(), found.Changes.Select(c => c.ToString()).ToArray(),
            "audit after " + after);
        var beyond = History.Files.Where(d => d.Key >= History.Border)
            .SelectMany(d => d.Value.Select(f => (Name: $"dt={Timestamps.FormatDay(d.Key)}/{f.Key}", Events: f.Value))).ToArray();
        CollectionAssert.AreEqual(beyond.Where(f => f.Events.Any(r => r.At < HistoricPlaces.Border)).Select(f => f.Name).ToArray(),
            found.Beyond.Early.ToArray(), "border after " + after);
        Assert.AreEqual((beyond.Length, 0, 0), (found.Beyond.Files, found.Beyond.Unknown, found.Unrecorded), "border after " + after);
    }

    public void Dispose()
    {
        History.Dispose();
        World.Dispose();
    }

    // Of a job without a manifest there is nothing to rebuild.
    private async Task PromoteFirstAsync()
    {
        var current = await World.Manifests.CurrentAsync(World.Plan, CancellationToken.None);
        if (current.HistoryDays.IsEmpty && current.Cut.Equals(current.Origin))
        {
            await PromoteAsync();
        }
    }

    /// <summary>Perhaps the topic has dropped its beginning before the first run, and perhaps history was promoted before.</summary>
    private async Task BeginAsync()
    {
        if (_random.Next(3) == 0)
        {
            return;
        }

        Simulation.Log.Append(200);
        if (_random.Next(2) == 0)
        {
            History.Write(History.Border - 1, "first.parquet", 20);
            await ReconcileFirstAsync();
        }

        var origin = await Simulation.BeginAsync();
        Archive.Hidden = e => e.Epoch < origin.Of(e.Partition);
        await KeepAsync();
    }

    private async Task ReconcileFirstAsync()
    {
        var outcome = await Reconciler.ReconcileAsync(World.Plan, new PlanFilter { Only = EventOrigin.History }, "test", "test", null,
            CancellationToken.None);
        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        Keep(outcome, Days.Empty.AddRange(Below()));
    }

    private async Task<string> AppendAsync()
    {
        var grows = Simulation.Log.Partitions < Readings.Partitions + 2 && _random.Next(3) == 0;
        if (grows)
        {
            Simulation.Log.Grow();
        }

        Simulation.Log.Append(150);
        await Simulation.FlushAsync(all: true);
        await KeepAsync();
        return grows ? "a partition more" : "more of the log";
    }

    /// <summary>A manifest of the stream's has the answer that the one before had.</summary>
    private async Task KeepAsync() => _promoted[(await World.Manifests.CurrentAsync(World.Plan, CancellationToken.None)).Seq] = Read;

    private async Task<string> RollbackAsync()
    {
        var to = _random.NextInt64(_promoted.Keys.Max() + 1);
        try
        {
            var (won, current) = await new Rollback(World.Database).RollbackAsync(World.Plan, to, "test", "test", CancellationToken.None);
            Assert.IsTrue(won);
            _promoted[current.Seq] = Read = _promoted[to];
            return $"rolling back to {to}";
        }
        catch (Unified.Errors.DataException)
        {
            return $"a refused rollback to {to}";
        }
    }

    private IEnumerable<KeyValuePair<int, ImmutableSortedDictionary<string, Reading[]>>> Below() =>
        History.Files.Where(d => d.Key < History.Border && !d.Value.IsEmpty);

    private void Keep(ReconcileOutcome outcome, Days read) => _promoted[outcome.ManifestSeq] = Read = read;
}
