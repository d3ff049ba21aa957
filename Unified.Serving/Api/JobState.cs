using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;
using Unified.Time;

namespace Unified.Serving.Api;

/// <summary>How far a job's answer reaches, under one manifest.</summary>
/// <param name="Manifest">The manifest that the answer is under.</param>
/// <param name="Frontier">For each partition the next offset: everything below it is in the answer.</param>
/// <param name="Reasons">Why the answer is not complete; empty when it is.</param>
internal sealed record JobState(Manifest Manifest, IReadOnlyDictionary<int, long> Frontier, IReadOnlyList<string> Reasons)
{
    public bool Complete => Reasons.Count == 0;
}

/// <summary>Reads job states.</summary>
internal sealed class JobStates(ClickHouseDatabase database, IManifestStore manifests, ISourceFrontier? source)
{
    /// <summary>
    /// The state now. Read it before the rows: the ledger is written after them, so that what the frontier claims is in every later read.
    /// </summary>
    public async Task<JobState> ReadAsync(JobPlan plan, CancellationToken cancellation)
    {
        var manifest = await manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var smallest = manifest.Cut.Epochs.Count == 0 ? 0 : manifest.Cut.Epochs.Values.Min();
        var entries = (await new LedgerTable(database).StreamAsync(plan, string.Create(CultureInfo.InvariantCulture, $"epoch >= {smallest}"), cancellation).ConfigureAwait(false))
            .Select(e => e.Ledger).Where(e => Ownership.StreamOwns(manifest.Cut, e.Epoch)).GroupBy(e => e.Epoch.Partition).ToDictionary(g => g.Key, g => g.ToArray());
        var frontier = new SortedDictionary<int, long>();
        var reasons = new List<string>();
        foreach (var p in Enumerable.Range(0, plan.Source.Partitions).Union(manifest.Cut.Epochs.Keys).Union(entries.Keys))
        {
            frontier[p] = Frontier(plan, manifest.Cut.Of(p), p, entries.GetValueOrDefault(p) ?? [], reasons);
        }

        await AddHistoryAsync(plan, manifest, reasons, cancellation).ConfigureAwait(false);
        return new JobState(manifest, frontier, reasons);
    }

    /// <summary>The offset up to which the stream has read without a hole, from the cut on.</summary>
    private static long Frontier(JobPlan plan, long cut, int partition, EpochLedger[] entries, List<string> reasons)
    {
        var epochs = plan.Source.Epochs;
        var reached = epochs.First(cut);
        var expected = cut;
        foreach (var entry in entries)
        {
            if (entry.Epoch.Epoch > expected || reached < epochs.First(entry.Epoch.Epoch))
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture,
                    $"partition {partition}: offsets {reached} to {epochs.First(entry.Epoch.Epoch)} have not been read, later ones have"));
                return reached;
            }

            reached = entry.Covered;
            expected = entry.Epoch.Epoch + 1;
        }

        return reached;
    }

    private async Task AddHistoryAsync(JobPlan plan, Manifest manifest, List<string> reasons, CancellationToken cancellation)
    {
        if (plan.Source.History is null)
        {
            return;
        }

        var expected = source is null ? null : await source.HistoryDaysAsync(plan, cancellation).ConfigureAwait(false);
        var missing = expected?.Where(d => !manifest.HistoryDays.Contains(d)).Order().ToArray() ?? [];
        if (missing.Length > 0)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture,
                $"history: {missing.Length} days are not in the answer, {Timestamps.FormatDay(missing[0])} first"));
        }
        else if (expected is null && manifest.HistoryDays.IsEmpty)
        {
            reasons.Add("history: no day of it is in the answer");
        }

        reasons.AddRange(source is null ? [] : await source.HistoryProblemsAsync(plan, manifest, cancellation).ConfigureAwait(false));
    }
}
