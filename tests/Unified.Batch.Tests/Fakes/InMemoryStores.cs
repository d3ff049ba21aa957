using System.Collections.Concurrent;
using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Fakes;

/// <summary>Dies at a chosen call of a store, before or after it took effect: what a crash of the process looks like to the stores.</summary>
internal sealed class CrashPoint
{
    private int _calls;

    /// <summary>The call that dies; 0 for none. Even ones die before their effect, odd ones after it.</summary>
    public int At { get; set; }

    /// <summary>How many points were passed.</summary>
    public int Calls => _calls;

    public async Task<T> PassAsync<T>(Func<T> effect)
    {
        await Task.Yield();
        Step();
        var result = effect();
        Step();
        return result;
    }

    private void Step()
    {
        if (Interlocked.Increment(ref _calls) == At)
        {
            throw new CrashException();
        }
    }
}

internal sealed class CrashException() : Exception("crash on purpose");

/// <summary>All stores of one job version in memory, with the contracts' semantics. Thread-safe.</summary>
internal sealed class InMemoryStores(CrashPoint? crash = null) : IRowTables, IManifestStore, IGenerationStore, IPromotion
{
    private readonly Lock _gate = new();
    private readonly CrashPoint _crash = crash ?? new CrashPoint();
    private readonly List<Manifest> _manifests = [];
    private readonly List<Generation> _generations = [];

    /// <summary>What was written, by generation and slice: a second write replaces the first.</summary>
    public ConcurrentDictionary<(ulong Generation, string Slice), (RowTable Rows, IReadOnlyList<EpochLedger> Ledger)> Slices { get; } = new();

    /// <summary>The rows of a generation, merged.</summary>
    public RowTable Merged(JobPlan plan, ulong generation) =>
        Slices.Where(s => s.Key.Generation == generation).Aggregate(new RowTable(plan.Rows), (rows, s) => rows.Add(s.Value.Rows));

    /// <summary>The files of the written history slices, and of the promoted ones by the generation that a manifest names.</summary>
    public ConcurrentDictionary<(ulong Generation, int Day), ImmutableArray<HistoryFile>> Files { get; } = new();

    public ConcurrentDictionary<(string Topic, int Partition, long Offset), QuarantinedRecord> Quarantine { get; } = new();

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

    /// <summary>Differences that the next promotions find.</summary>
    public Queue<Difference> Differences { get; } = new();

    /// <summary>What the proof of a generation finds.</summary>
    public Func<Generation, IReadOnlyList<Difference>> Proof { get; set; } = _ => [];

    public HashSet<ulong> GivenUp { get; } = [];

    /// <summary>True once the tables were asked for.</summary>
    public bool Created { get; private set; }

    /// <summary>True when another writer moves the manifest just before every promotion.</summary>
    public bool Overtaken { get; set; }

    public Task CreateAsync(JobPlan plan, CancellationToken cancellation) => _crash.PassAsync(() => Created = true);

    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) => throw new NotSupportedException();

    public async Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        await OnWrite(slice.Slice);
        var table = slice.Rows.Aggregate(new RowTable(plan.Rows), (rows, batch) => rows.Add(batch));

        await _crash.PassAsync(() =>
        {
            Writes.Enqueue(slice.Slice.Name);
            if (slice.Slice is HistorySlice history)
            {
                Files[(slice.Generation, history.Day)] = slice.Files;
            }

            return Slices[(slice.Generation, slice.Slice.Name)] = (table, slice.Ledger);
        });
    }

    public Task<IReadOnlySet<int>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) => throw new NotSupportedException();

    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) => _crash.PassAsync(() =>
    {
        foreach (var record in records)
        {
            Quarantine[(record.Topic, record.Partition, record.Offset)] = record;
        }

        return 0;
    });

    public Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation) => _crash.PassAsync(() => Current(plan));

    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) => _crash.PassAsync<IReadOnlyList<Manifest>>(() =>
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
            return _generations.Where(g => g.Job == plan.Job && g.BaseSeq == baseSeq && !Promoted.Contains(g) && !GivenUp.Contains(g.Id)).MaxBy(g => (g.Rebuild, _generations.IndexOf(g)));
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

    public Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation) =>
        _crash.PassAsync(() => new ProofResult(1, Proof(generation)));

    public Task<IReadOnlySet<string>> DoneSlicesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        _crash.PassAsync(() => (IReadOnlySet<string>)Slices.Keys.Where(k => k.Generation == generation).Select(k => k.Slice).ToHashSet());

    public Task<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>> StagedFilesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        _crash.PassAsync<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>>(() => Files.Where(f => f.Key.Generation == generation).ToDictionary(f => f.Key.Day, f => f.Value));

    public Task<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>> PromotedFilesAsync(Manifest manifest, CancellationToken cancellation) =>
        _crash.PassAsync<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>>(() => manifest.HistoryFiles.ToDictionary(d => d.Key, d => Files[(d.Value, d.Key)]));

    public Task<PromotionOutcome> PromoteAsync(JobPlan plan, Generation generation, string who, string why, CancellationToken cancellation) => _crash.PassAsync(() =>
    {
        lock (_gate)
        {
            var current = Current(plan);
            if (Differences.TryDequeue(out var difference))
            {
                return new PromotionOutcome(false, current, 1, [difference]);
            }

            if (Overtaken || current.Seq != generation.BaseSeq)
            {
                return new PromotionOutcome(false, current, 0, []);
            }

            Promoted.Add(generation);
            var days = generation.Slices.OfType<HistorySlice>().Select(s => s.Day).ToArray();
            var basis = generation.Basis(current);
            _manifests.Add(current with
            {
                Seq = current.Seq + 1,
                Cut = generation.CutAfter(current.Cut),
                HistoryDays = basis.HistoryDays.Union(days),
                HistoryFiles = basis.HistoryFiles.SetItems(days.Select(d => KeyValuePair.Create(d, generation.Id))),
                Days = basis.Days.SetItem(_manifests.Count, generation.Id),
                Promoted = generation.Id,
            });
            // Here a stream never wrote rows, so that those of promoted epochs are as good as collected.
            return new PromotionOutcome(true, _manifests[^1], 1, []) { LedgerOnly = generation.Rebuild ? [.. generation.Slices.OfType<LogSlice>()] : [] };
        }
    });

    private Manifest Current(JobPlan plan) => _manifests.LastOrDefault() ?? Manifest.Empty(plan.Job, plan.Version, plan.Source.HistoryUntil);
}
