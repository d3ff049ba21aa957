using System.Collections.Immutable;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Time;

namespace Unified.Batch.Planning;

/// <summary>
/// Compares the history dataset with what a manifest has of it. Reads names, sizes and footers, never events. Thread-safe.
/// </summary>
public sealed class HistoryAudit(HistoryDataset history, IGenerationStore generations)
{
    /// <summary>What does not agree now for a source.</summary>
    /// <exception cref="DataException">The dataset is not there.</exception>
    public async Task<HistoryFindings> RunAsync(SourceSchema source, Manifest manifest, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(manifest);
        if (source.HistoryUntil is not { } until)
        {
            return HistoryFindings.None(source.Name);
        }

        var layout = history.Layout(source);
        var beyond = Beyond(source, layout, until, cancellation);
        var promoted = manifest.HistoryDays.Where(d => d.Log == source.Name).ToHashSet();
        var files = await generations.PromotedFilesAsync(manifest, cancellation).ConfigureAwait(false);
        var changes = Changes(_ => source, files.Where(d => promoted.Contains(d.Key)), cancellation);
        return new HistoryFindings(source.Name, changes, promoted.Count(d => !files.ContainsKey(d)), beyond)
        {
            Unread = [.. layout?.Unread ?? []],
        };
    }

    /// <summary>Why the answer is not complete, for all sources of a job; that a dataset with promoted days is not there, too.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(JobPlan plan, Manifest manifest, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(manifest);
        var problems = new List<string>();
        foreach (var source in plan.Sources)
        {
            try
            {
                problems.AddRange((await RunAsync(source, manifest, cancellation).ConfigureAwait(false)).Problems);
            }
            catch (DataException missing)
            {
                // The log can be computed where the history dataset is not at hand. That nobody looked must still be said.
                problems.AddRange(manifest.HistoryDays.Any(d => d.Log == source.Name) ? [missing.Message] : Array.Empty<string>());
            }
        }

        return problems;
    }

    /// <summary>The days of a generation whose slices are written, but of other files than there are now.</summary>
    public async Task<ImmutableArray<HistoryChange>> StagedAsync(JobPlan plan, Generation generation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(generation);
        if (!generation.Slices.Any(s => s is HistorySlice))
        {
            return [];
        }

        var staged = await generations.StagedFilesAsync(plan, generation.Id, cancellation).ConfigureAwait(false);
        return Changes(plan.Source, staged, cancellation);
    }

    private ImmutableArray<HistoryChange> Changes(
        Func<string, SourceSchema> source, IEnumerable<KeyValuePair<HistoryDay, ImmutableArray<HistoryFile>>> read,
        CancellationToken cancellation)
    {
        var changes = ImmutableArray.CreateBuilder<HistoryChange>();
        foreach (var log in read.OrderBy(d => d.Key).GroupBy(d => d.Key.Log))
        {
            var layout = history.Layout(source(log.Key));
            foreach (var (day, files) in log)
            {
                cancellation.ThrowIfCancellationRequested();
                if (HistoryChange.Between(day, files, layout is null ? [] : HistoryDataset.Fingerprint(layout, day.Day)) is { } change)
                {
                    changes.Add(change);
                }
            }
        }

        return changes.ToImmutable();
    }

    private static BeyondBorder Beyond(SourceSchema source, HistoryLayout? layout, long until, CancellationToken cancellation)
    {
        var border = Timestamps.Day(until);
        var early = ImmutableArray.CreateBuilder<string>();
        var (files, unknown) = (0, 0);
        foreach (var file in layout?.Days.Where(d => d >= border).SelectMany(layout.Files) ?? [])
        {
            cancellation.ThrowIfCancellationRequested();
            files++;
            var earliest = HistoryDataset.Earliest(file, source);
            if (earliest.Known < until)
            {
                early.Add(layout!.Name(file));
            }
            else if (!earliest.Complete)
            {
                unknown++;
            }
        }

        return new BeyondBorder(border, files, early.ToImmutable(), unknown);
    }
}
