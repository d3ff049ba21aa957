using System.Globalization;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Versions;
using Unified.Time;

namespace Unified.Serving.Api;

/// <summary>How far a job's answer reaches, under one manifest.</summary>
/// <param name="Manifest">The manifest that the answer is under.</param>
/// <param name="Frontier">For each partition the next offset: everything below it is in the answer.</param>
/// <param name="Begins">For each partition the first offset that can be in the answer: 0, or that of the declared origin.</param>
/// <param name="Notes">What the answer leaves out by declaration; nothing of it is missing.</param>
/// <param name="Reasons">Why the answer is not complete; empty when it is.</param>
internal sealed record JobState(
    Manifest Manifest, IReadOnlyDictionary<int, long> Frontier, IReadOnlyDictionary<int, long> Begins, IReadOnlyList<string> Notes, IReadOnlyList<string> Reasons)
{
    public bool Complete => Reasons.Count == 0;
}

/// <summary>Reads job states.</summary>
internal sealed class JobStates(ClickHouseDatabase database, ClickHouseManifestStore manifests, ISourceFrontier? source)
{
    /// <summary>True for a reason that a backfill removes: days that are not in the answer.</summary>
    public static bool IsMissingHistory(string reason) => reason.StartsWith("history: ", StringComparison.Ordinal) && reason.Contains("in the answer", StringComparison.Ordinal);

    /// <summary>
    /// The state now. Read it before the rows: the ledger is written after them, so that what the frontier claims is in every later read.
    /// </summary>
    public Task<JobState> ReadAsync(JobPlan plan, CancellationToken cancellation) => ReadAsync(DefinitionVersion.Of(plan), cancellation);

    /// <inheritdoc cref="ReadAsync(JobPlan, CancellationToken)"/>
    public async Task<JobState> ReadAsync(DefinitionVersion definition, CancellationToken cancellation)
    {
        var manifest = await manifests.CurrentAsync(definition.Job, definition.Version, definition.Source.HistoryUntil, cancellation).ConfigureAwait(false);
        var smallest = manifest.Cut.Epochs.Count == 0 ? 0 : manifest.Cut.Epochs.Values.Min();
        var entries = (await new LedgerTable(database).StreamAsync(definition, string.Create(CultureInfo.InvariantCulture, $"epoch >= {smallest}"), cancellation).ConfigureAwait(false))
            .Select(e => e.Ledger).Where(e => Ownership.StreamOwns(manifest.Cut, e.Epoch)).GroupBy(e => e.Epoch.Partition).ToDictionary(g => g.Key, g => g.ToArray());
        var frontier = new SortedDictionary<int, long>();
        var reasons = new List<string>();
        foreach (var p in Enumerable.Range(0, definition.Source.Partitions).Union(manifest.Cut.Epochs.Keys).Union(entries.Keys))
        {
            frontier[p] = Frontier(definition, manifest.Cut.Of(p), p, entries.GetValueOrDefault(p) ?? [], reasons);
        }

        await AddHistoryAsync(definition, manifest, reasons, cancellation).ConfigureAwait(false);
        var begins = frontier.Keys.ToDictionary(p => p, p => definition.Source.Epochs.First(manifest.Origin.Of(p)));
        return new JobState(manifest, frontier, begins, [.. Notes(definition, manifest.Origin)], reasons);
    }

    // Not a reason for being incomplete: it would stand for ever, and nothing could be done about it. But no answer may hide it.
    private static IEnumerable<string> Notes(DefinitionVersion definition, Cut origin) => origin.Epochs.Where(e => e.Value > 0).Select(e => string.Create(CultureInfo.InvariantCulture,
        $"partition {e.Key}: begins at epoch {e.Value} (offset {definition.Source.Epochs.First(e.Value)}); what the topic had before is not in the answer"));

    /// <summary>The offset up to which the stream has read without a hole, from the cut on.</summary>
    private static long Frontier(DefinitionVersion definition, long cut, int partition, EpochLedger[] entries, List<string> reasons)
    {
        var epochs = definition.Source.Epochs;
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

    private async Task AddHistoryAsync(DefinitionVersion definition, Manifest manifest, List<string> reasons, CancellationToken cancellation)
    {
        if (definition.Source.History is null)
        {
            return;
        }

        var expected = source is null ? null : await source.HistoryDaysAsync(definition.Source, cancellation).ConfigureAwait(false);
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

        reasons.AddRange(source is null ? [] : await source.HistoryProblemsAsync(definition.Source, manifest, cancellation).ConfigureAwait(false));
    }
}
