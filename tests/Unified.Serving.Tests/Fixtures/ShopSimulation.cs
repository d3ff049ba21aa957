using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Lowering;
using Unified.Physical;
using Unified.Serving.Proof;
using Unified.Serving.Rows;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>Both schedulers over the logs of a shop, step by step, compared with DuckDB.</summary>
internal sealed class ShopSimulation(World world, Random random, DateTime? start = null)
{
    private static readonly string[] Products = ["tea", "O'Brien", "Öl", "", "a\\b"];

    private readonly DateTime _start = start ?? new DateTime(2024, 2, 27, 0, 0, 0, DateTimeKind.Utc);
    private readonly Dictionary<LogPartition, List<(long Offset, object Event)>> _events =
        world.Plan.Sources.SelectMany(s => Enumerable.Range(0, s.Partitions).Select(s.Partition))
            .ToDictionary(p => p, _ => new List<(long, object)>());

    private readonly Dictionary<LogPartition, long> _flushed = [];

    public IEnumerable<LogPartition> Partitions => _events.Keys;

    public Task<Manifest> ManifestAsync() => world.Manifests.CurrentAsync(world.Plan, CancellationToken.None);

    public long Next(LogPartition partition) => _events[partition] is [.., var (last, _)] ? last + 1 : 0;

    /// <summary>Appends events to random partitions; some offsets are skipped.</summary>
    public void Append(int count, int days = 3)
    {
        for (var i = 0; i < count; i++)
        {
            var partition = _events.Keys.ElementAt(random.Next(_events.Count));
            Append(partition, _start.AddMinutes(random.Next(days * 1440)));
        }
    }

    /// <summary>Appends an event of a time.</summary>
    public void Append(LogPartition partition, DateTime time)
    {
        var product = Products[random.Next(Products.Length)];
        object next = partition.Log == "orders" ? new Order(time, product, random.Next(6), random.Next(-10_000, 10_000) / 100m)
            : new Visit(time, product, random.Next(3) == 0 ? null : random.Next(2) == 0 ? "bot" : "fox", random.Next(1000));
        _events[partition].Add((Next(partition) + (random.Next(8) == 0 ? random.Next(4) : 0), next));
    }

    /// <summary>The streams read some partitions, or all, up to their ends and flush.</summary>
    public async Task FlushAsync(bool all = false, string? log = null)
    {
        var rows = new List<EpochRows>();
        foreach (var p in Partitions.Where(p => (log is null || p.Log == log) && (all || random.Next(3) > 0)))
        {
            var (from, to) = (_flushed.GetValueOrDefault(p), Math.Max(_flushed.GetValueOrDefault(p), Next(p)));
            var epochs = world.Plan.Source(p).Epochs;
            rows.AddRange(ReadingLog.LongRange(epochs.Of(from), epochs.Of(to) + 1).Select(e => Rows(new EpochId(p, e), to)));
            _flushed[p] = to;
        }

        await world.Tables.UpsertAsync(world.Plan, rows, CancellationToken.None);
    }

    /// <summary>A generation over complete epochs from the cut on, of some partitions or all, with all of its slices written.</summary>
    public async Task<Generation> StageAsync(bool all = false)
    {
        var current = await ManifestAsync();
        var slices = new List<Slice>();
        foreach (var p in Partitions)
        {
            var end = world.Plan.Source(p).Epochs.Of(_flushed.GetValueOrDefault(p));
            for (var first = current.Cut.Of(p); first < end && (all || random.Next(6) > 0);)
            {
                var next = Math.Min(end, first + 1 + random.Next(4));
                slices.Add(new LogSlice(p, first, next));
                first = next;
            }
        }

        var generation = new Generation
        {
            Id = (ulong)random.NextInt64(1, long.MaxValue),
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = current.Seq,
            Slices = [.. slices],
        };
        await world.Generations.CreateAsync(generation, CancellationToken.None);
        foreach (var slice in slices.Cast<LogSlice>())
        {
            await world.Tables.WriteSliceAsync(world.Plan, Rows(generation.Id, slice), CancellationToken.None);
        }

        return generation;
    }

    public Task<PromotionOutcome> PromoteAsync(Generation generation) =>
        new ClickHousePromotion(world.Database).PromoteAsync(world.Plan, generation, "test", "test", CancellationToken.None);

    public async Task PromoteAsync()
    {
        var outcome = await PromoteAsync(await StageAsync());
        Assert.IsTrue(outcome.Promoted, string.Join('\n', outcome.Differences.Select(d => d.Message)));
    }

    /// <summary>The rows of an epoch when everything below <paramref name="covered"/> is read.</summary>
    public EpochRows Rows(EpochId epoch, long? covered = null)
    {
        var length = world.Plan.Source(epoch.Partition).Epochs;
        var end = Math.Min(covered ?? length.End(epoch.Epoch), length.End(epoch.Epoch));
        var run = world.Program.Open(epoch.Partition, EventOrigin.Log, StageState.Empty);
        foreach (var (offset, e) in _events[epoch.Partition].Where(e => e.Offset >= length.First(epoch.Epoch) && e.Offset < end))
        {
            using var batch = e is Order order ? EventBatches.From(Source(epoch.Partition), [order], offset)
                : EventBatches.From(Source(epoch.Partition), [(Visit)e], offset);
            run.Add(batch);
        }

        return new EpochRows(new EpochLedger(epoch, end, run.Counts) { Rows = run.RowCount }, run.Rows(changedOnly: false));
    }

    /// <summary>The answer over everything that was flushed, by DuckDB; only rows of days from <paramref name="from"/> on.</summary>
    public IReadOnlyList<string> Expected(DateTime? from = null)
    {
        using var oracle = new DuckDbOracle();
        var answer =
            oracle.Answer(world.Plan, [.. world.Plan.Sources.Select(s => new OracleInput(Load(oracle, s), null) { Log = s.Name })]);
        return
        [
            .. answer.Rows.Where(r => from is not { } first || r.Zip(answer.Columns).First(c => c.Second.Value?.Kind == TypeKind.Timestamp)
                .First is long time && time >= Timestamps.FromDateTime(first))
                .Select(r => Fixtures.Expected.Line([.. r.Zip(answer.Columns, (value, c) => Value(value, c.Value!.Value))]))
                    .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Both finished views equal DuckDB's answer, and nobody misses any row of it.</summary>
    public async Task CheckAsync(string after, DateTime? from = null)
    {
        var expected = Expected(from).ToArray();
        var columns = string.Join(", ", world.Plan.Outputs.Select(o => Unified.Sql.ClickHouse.Identifier(o.Field.Name)));
        foreach (var kind in new[] { ViewKind.Answer, ViewKind.Scan })
        {
            CollectionAssert.AreEqual(expected, (await world.LinesAsync($"SELECT {columns} FROM {world.Names.PublicView(kind)}"))
                .ToArray(), $"{kind} after {after}");
        }

        await world.CheckRowsAsync(after);
    }

    /// <summary>A generation's rows of a slice.</summary>
    public SliceRows Rows(ulong generation, LogSlice slice)
    {
        var epochs = ReadingLog.LongRange(slice.First, slice.End).Select(e => Rows(new EpochId(slice.Partition, e))).ToArray();
        return new SliceRows(generation, slice, [.. epochs.Select(e => e.Rows)], [.. epochs.Select(e => e.Ledger)]);
    }

    private SourceSchema Source(LogPartition partition) => world.Plan.Source(partition);

    private string Load(DuckDbOracle oracle, SourceSchema source)
    {
        var events = _events.Where(p => p.Key.Log == source.Name)
            .SelectMany(p => p.Value.Where(e => e.Offset < _flushed.GetValueOrDefault(p.Key))).Select(e => e.Event).ToArray();
        return source.Name == "orders" ? oracle.Load(source, events.Cast<Order>()) : oracle.Load(source, events.Cast<Visit>());
    }

    private static object? Value(object? value, DataType type) =>
        value is Int128 unscaled && type.Kind == TypeKind.Decimal ? (decimal)unscaled / (decimal)Math.Pow(10, type.Scale) : value;
}
