using System.Collections.Concurrent;
using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.TestKit.Events;
using RowTable = Unified.TestKit.Events.RowTable;

namespace Unified.Batch.Tests.Fakes;

/// <summary>All stores of one job version in memory, with the contracts' semantics. Thread-safe.</summary>
internal sealed partial class InMemoryStores(CrashPoint? crash = null) : IRowTables, IManifestStore, IGenerationStore
{
    private readonly Lock _gate = new();
    private readonly CrashPoint _crash = crash ?? new CrashPoint();
    private readonly List<Manifest> _manifests = [];
    private readonly List<Generation> _generations = [];

    /// <summary>What was written, by generation and slice: a second write replaces the first.</summary>
    public ConcurrentDictionary<(ulong Generation, string Slice), (RowTable Rows, IReadOnlyList<EpochLedger> Ledger)> Slices { get; } = [];

    /// <summary>The rows of a generation, merged.</summary>
    public RowTable Merged(JobPlan plan, ulong generation) =>
        Slices.Where(s => s.Key.Generation == generation).Aggregate(new RowTable(plan.Rows), (rows, s) => rows.Add(s.Value.Rows));

    /// <summary>The files of the written history slices, and of the promoted ones by the generation that a manifest names.</summary>
    public ConcurrentDictionary<(ulong Generation, HistoryDay Day), ImmutableArray<HistoryFile>> Files { get; } = new();

    public ConcurrentDictionary<(LogPartition Partition, long Offset), QuarantinedRecord> Quarantine { get; } = new();

    public ConcurrentQueue<string> Writes { get; } = new();

    public List<Generation> Promoted { get; } = [];

    public IReadOnlyList<Generation> Generations
    {
        get
        {
            lock (_gate)
            {
                return [.. _generations];
            }
        }
    }

    /// <summary>Called before a slice is written.</summary>
    public Func<Slice, Task> OnWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called when a generation has been stored.</summary>
    public Func<Generation, Task> OnCreate { get; set; } = _ => Task.CompletedTask;

    public HashSet<ulong> GivenUp { get; } = [];

    /// <summary>True once the tables were asked for.</summary>
    public bool Created { get; private set; }

    public Task CreateAsync(JobPlan plan, CancellationToken cancellation) => _crash.PassAsync(() => Created = true);

    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public async Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        await OnWrite(slice.Slice);
        var table = slice.Rows.Aggregate(new RowTable(plan.Rows), (rows, batch) => rows.Add(batch));

        await _crash.PassAsync(() =>
        {
            Writes.Enqueue(slice.Slice.Name);
            if (slice.Slice is HistorySlice history)
            {
                Files[(slice.Generation, history.Of)] = slice.Files;
            }

            return Slices[(slice.Generation, slice.Slice.Name)] = (table, slice.Ledger);
        });
    }

    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) => _crash.PassAsync(() =>
    {
        foreach (var record in records)
        {
            Quarantine[(record.Partition, record.Offset)] = record;
        }

        return 0;
    });

    public Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation) => _crash.PassAsync(() => Current(plan));

    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) =>
        _crash.PassAsync<IReadOnlyList<Manifest>>(() =>
    {
        lock (_gate)
        {
            return [.. _manifests];
        }
    });

    public Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation) => _crash.PassAsync(() =>
    {
        lock (_gate)
        {
            _manifests.Add(manifest);
            return true;
        }
    });

    public Task<Generation?> FindOpenAsync(JobPlan plan, long baseSeq, CancellationToken cancellation) => _crash.PassAsync(() =>
    {
        lock (_gate)
        {
            return _generations.Where(g => g.Job == plan.Job && g.BaseSeq == baseSeq && !Promoted.Contains(g) && !GivenUp.Contains(g.Id))
                .MaxBy(g => (g.Rebuild, _generations.IndexOf(g)));
        }
    });

    public async Task CreateAsync(Generation generation, CancellationToken cancellation)
    {
        await _crash.PassAsync(() =>
        {
            lock (_gate)
            {
                _generations.Add(generation);
                return 0;
            }
        });
        await OnCreate(generation);
    }

    public Task GiveUpAsync(Generation generation, CancellationToken cancellation) => _crash.PassAsync(() =>
    {
        lock (_gate)
        {
            return GivenUp.Add(generation.Id);
        }
    });

    public Task<IReadOnlySet<string>> DoneSlicesAsync(JobPlan plan, ulong generation, Slice? only, CancellationToken cancellation) =>
        _crash.PassAsync(() => (IReadOnlySet<string>)Slices.Keys.Where(k => k.Generation == generation).Select(k => k.Slice).ToHashSet());

    public Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> StagedFilesAsync(
        JobPlan plan, ulong generation, CancellationToken cancellation) =>
        _crash.PassAsync<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>>(
            () => Files.Where(f => f.Key.Generation == generation).ToDictionary(f => f.Key.Day, f => f.Value));

    public Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> PromotedFilesAsync(
        Manifest manifest, CancellationToken cancellation) =>
        _crash.PassAsync<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>>(
            () => manifest.HistoryFiles.ToDictionary(d => d.Key, d => Files[(d.Value, d.Key)]));

    private Manifest Current(JobPlan plan) => _manifests.LastOrDefault() ?? Manifest.Empty(plan.Job, plan.Version);
}
