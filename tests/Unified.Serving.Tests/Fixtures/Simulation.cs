using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Proof;
using Unified.Serving.Rows;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>Both schedulers over one log, step by step: what the stream has flushed, and generations over complete epochs.</summary>
internal sealed class Simulation(World world, ReadingLog log, Random random)
{
    private readonly Dictionary<int, long> _flushed = [];
    private Cut _origin = Cut.Zero;
    private ulong _generations;

    public World World { get; } = world;

    public ReadingLog Log { get; } = log;

    /// <summary>The events that the stream has flushed.</summary>
    public IEnumerable<Reading> Visible => Partitions.SelectMany(p => Log.Of(p, Begin(p), Flushed(p)));

    private IEnumerable<int> Partitions => Enumerable.Range(0, Log.Partitions);

    /// <summary>
    /// The topic has dropped its beginning: the job begins at an epoch of each partition that it has now, 0 or one of the next.
    /// </summary>
    public async Task<Cut> BeginAsync(Cut? origin = null)
    {
        _origin = origin ?? Partitions.Aggregate(Cut.Zero, (cut, p) =>
            cut.With(Readings.P(p), random.NextInt64(World.Plan.Sources[0].Epochs.Of(Log.Next(p)) + 1)));
        var current = await World.Manifests.CurrentAsync(World.Plan, CancellationToken.None);
        Assert.IsTrue(current.MayDeclareOrigin("readings"));
        Assert.IsTrue(await World.Manifests.AppendAsync(
            current.BeginningAt(_origin) with
            {
                Seq = current.Seq + 1,
                Id = Guid.CreateVersion7(World.Database.Time.GetUtcNow()),
                Created = World.Database.Time.GetUtcNow(),
                Promoted = 0,
                Who = "stream"
            }, CancellationToken.None));
        return _origin;
    }

    /// <summary>The stream reads some partitions up to their ends and flushes.</summary>
    public Task FlushAsync(bool all = false)
    {
        var rows = new List<EpochRows>();
        foreach (var p in Partitions.Where(_ => all || random.Next(3) > 0))
        {
            var (from, to) = (Flushed(p), Math.Max(Flushed(p), Log.Next(p)));
            rows.AddRange(ReadingLog.LongRange(World.Plan.Sources[0].Epochs.Of(from), World.Plan.Sources[0].Epochs.Of(to) + 1)
                .Select(e => Log.Rows(World.Program, new EpochId(Readings.P(p), e), to)));
            _flushed[p] = to;
        }

        return World.Tables.UpsertAsync(World.Plan, rows, CancellationToken.None);
    }

    /// <summary>A stream that was left for dead writes what it had: an older state of some epochs.</summary>
    public Task FlushAsZombieAsync()
    {
        var p = random.Next(Log.Partitions);
        var covered = random.NextInt64(Begin(p), Flushed(p) + 1);
        return World.Tables.UpsertAsync(World.Plan,
            [Log.Rows(World.Program, new EpochId(Readings.P(p), World.Plan.Sources[0].Epochs.Of(covered)), covered)],
            CancellationToken.None);
    }

    /// <summary>
    /// The next generation on the current manifest: complete epochs from the cut on, of some partitions, in slices of random length.
    /// </summary>
    public async Task<Generation> PlanAsync(bool all = false)
    {
        var current = await World.Manifests.CurrentAsync(World.Plan, CancellationToken.None);
        var slices = ImmutableArray.CreateBuilder<Slice>();
        for (var p = 0; p < Log.Partitions; p++)
        {
            var end = World.Plan.Sources[0].Epochs.Of(Flushed(p));
            for (var first = current.Cut.Of(Readings.P(p)); first < end && (all || random.Next(6) > 0);)
            {
                var next = Math.Min(end, first + 1 + random.Next(4));
                slices.Add(new LogSlice(Readings.P(p), first, next));
                first = next;
            }
        }

        var generation = new Generation
        {
            Id = Interlocked.Increment(ref _generations),
            Job = World.Plan.Job,
            Version = World.Plan.Version,
            BaseSeq = current.Seq,
            Slices = slices.ToImmutable(),
        };
        await World.Generations.CreateAsync(generation, CancellationToken.None);
        return generation;
    }

    /// <summary>The batch layer writes all slices, some of them twice.</summary>
    public async Task<Generation> StageAsync(bool all = false)
    {
        var generation = await PlanAsync(all);
        foreach (var slice in generation.Slices.Cast<LogSlice>())
        {
            for (var attempt = 0; attempt < 1 + random.Next(2); attempt++)
            {
                await World.Tables.WriteSliceAsync(World.Plan, Log.Rows(World.Program, generation.Id, slice), CancellationToken.None);
            }
        }

        return generation;
    }

    public Task<PromotionOutcome> PromoteAsync(Generation generation) =>
        new ClickHousePromotion(World.Database).PromoteAsync(World.Plan, generation, "test", "test", CancellationToken.None);

    public IReadOnlyList<string> Expected() => World.Plan.Job switch
    {
        "place_hours" => Fixtures.Expected.PlaceHours(Visible),
        "place_slides" => ExpectedWindows.Slides(Visible),
        "place_spans" => ExpectedWindows.Spans(Visible),
        "place_sessions" => ExpectedWindows.Sessions(Visible),
        "bursts" => ExpectedWindows.Bursts(Visible),
        _ => Fixtures.Expected.TagTotals(Visible),
    };

    private long Begin(int partition) => World.Plan.Sources[0].Epochs.First(_origin.Of(Readings.P(partition)));

    private long Flushed(int partition) => _flushed.GetValueOrDefault(partition, Begin(partition));

    /// <summary>Both finished views, and the form with a literal manifest, equal the recomputed answer.</summary>
    public async Task CheckAsync(string after)
    {
        var expected = Expected().ToArray();
        CollectionAssert.AreEqual(expected, (await World.AnswerAsync()).ToArray(), "view after " + after);
        CollectionAssert.AreEqual(expected, (await World.AnswerAsync(ViewKind.Scan)).ToArray(), "scan after " + after);
        var manifest = await World.Manifests.CurrentAsync(World.Plan, CancellationToken.None);
        CollectionAssert.AreEqual(expected, (await World.LinesAsync(
            ViewSql.Select(World.Plan, World.Names, ViewKind.Answer, ManifestSource.Literal(World.Plan, manifest)))).ToArray(),
                "literal manifest after " + after);
    }
}
