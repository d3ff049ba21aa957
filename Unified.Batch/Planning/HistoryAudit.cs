using System.Collections.Immutable;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Time;

namespace Unified.Batch.Planning;

/// <summary>
/// Compares the history dataset with what a manifest has of it. Reads names, sizes and footers, never events. Thread-safe.
/// </summary>
public sealed class HistoryAudit(HistoryDataset history, IGenerationStore generations)
{
    /// <summary>What does not agree now.</summary>
    /// <exception cref="Errors.DataException">The dataset is not there.</exception>
    public async Task<HistoryFindings> RunAsync(SourceSchema source, Manifest manifest, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(manifest);
        if (source.HistoryUntil is not { } until)
        {
            return HistoryFindings.None;
        }

        var border = Timestamps.Day(until);
        var days = history.Days(source);
        var files = await generations.PromotedFilesAsync(manifest, cancellation).ConfigureAwait(false);
        var changes = Changes(source, files.Where(d => manifest.HistoryDays.Contains(d.Key)), cancellation);
        return new HistoryFindings(changes, manifest.HistoryDays.Count(d => !files.ContainsKey(d)), Beyond(source, border, until, days, cancellation));
    }

    /// <summary>The days of a generation whose slices are written, but of other files than there are now.</summary>
    public async Task<ImmutableArray<HistoryChange>> StagedAsync(JobPlan plan, Generation generation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(generation);
        return generation.Slices.Any(s => s is HistorySlice)
            ? Changes(plan.Source, await generations.StagedFilesAsync(plan, generation.Id, cancellation).ConfigureAwait(false), cancellation) : [];
    }

    private ImmutableArray<HistoryChange> Changes(SourceSchema source, IEnumerable<KeyValuePair<int, ImmutableArray<HistoryFile>>> read, CancellationToken cancellation)
    {
        var changes = ImmutableArray.CreateBuilder<HistoryChange>();
        foreach (var (day, files) in read.OrderBy(d => d.Key))
        {
            cancellation.ThrowIfCancellationRequested();
            if (HistoryChange.Between(day, files, history.Fingerprint(source, day)) is { } change)
            {
                changes.Add(change);
            }
        }

        return changes.ToImmutable();
    }

    private BeyondBorder Beyond(SourceSchema source, int border, long until, IReadOnlyList<int> days, CancellationToken cancellation)
    {
        var early = ImmutableArray.CreateBuilder<string>();
        var (files, unknown) = (0, 0);
        foreach (var file in days.Where(d => d >= border).SelectMany(d => history.Files(source, d)))
        {
            cancellation.ThrowIfCancellationRequested();
            files++;
            var earliest = HistoryDataset.Earliest(file, source.EventTime);
            unknown += earliest is null ? 1 : 0;
            if (earliest < until)
            {
                early.Add($"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}");
            }
        }

        return new BeyondBorder(border, files, early.ToImmutable(), unknown);
    }
}
