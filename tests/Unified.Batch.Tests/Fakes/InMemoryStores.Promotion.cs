using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Batch.Tests.Fakes;

/// <summary>Proof and promotion: what they find is set by the test.</summary>
internal sealed partial class InMemoryStores : IPromotion
{
    /// <summary>Differences that the next promotions find.</summary>
    public Queue<Difference> Differences { get; } = new();

    /// <summary>What the proof of a generation finds.</summary>
    public Func<Generation, IReadOnlyList<Difference>> Proof { get; set; } = _ => [];

    /// <summary>Generations whose promoted rows are gone.</summary>
    public HashSet<ulong> Lost { get; } = [];

    /// <summary>True when another writer moves the manifest just before every promotion.</summary>
    public bool Overtaken { get; set; }

    public Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation) =>
        _crash.PassAsync(() => new ProofResult(1, Proof(generation)));

    public Task<PromotionOutcome> PromoteAsync(
        JobPlan plan, Generation generation, string who, string why, CancellationToken cancellation) => _crash.PassAsync(() =>
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
            var days = generation.Slices.OfType<HistorySlice>().Select(s => s.Of).ToArray();
            var basis = generation.Basis(current);
            _manifests.Add(current with
            {
                Seq = current.Seq + 1,
                Cut = generation.CutAfter(current.Cut),
                HistoryDays = basis.HistoryDays.Union(days),
                HistoryFiles = basis.HistoryFiles.SetItems(days.Select(d => KeyValuePair.Create(d, generation.Id))),
                Days = basis.Days.SetItem(_manifests.Count, generation.Id),
                Promoted = generation.Id,
                Who = who,
                Why = why,
            });
            // Here a stream never wrote rows, so that those of promoted epochs are as good as collected.
            return new PromotionOutcome(true, _manifests[^1], 1, [])
            {
                LedgerOnly = generation.Rebuild ? [.. generation.Slices.OfType<LogSlice>()] : [],
            };
        }
    });

    public Task<IReadOnlyList<MissingRows>> MissingRowsAsync(JobPlan plan, Manifest manifest, CancellationToken cancellation) =>
        _crash.PassAsync<IReadOnlyList<MissingRows>>(
            () => [.. manifest.Days.Where(d => Lost.Contains(d.Value)).Select(d => new MissingRows(d.Value, d.Key, 12, 3))]);
}
