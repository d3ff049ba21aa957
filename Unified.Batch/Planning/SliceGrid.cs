using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Batch.Planning;

/// <summary>What has become of a part of a job's input.</summary>
/// <remarks>
/// <code>
/// missing --computed--> computed --promoted--> promoted --its files change--> stale
///    ^                                                                          |
///    +------------------ a rebuild computes it again ---------------------------+
/// </code>
/// </remarks>
public enum SliceState
{
    /// <summary>There is input, and the answer has nothing of it from the batch layer.</summary>
    Missing,

    /// <summary>Its rows are written, and wait for their generation to be promoted.</summary>
    Computed,

    /// <summary>It is in the answer.</summary>
    Promoted,

    /// <summary>It is in the answer, and its files are not those any more that it was computed from.</summary>
    Stale,
}

/// <summary>A part of a job's input: a day of history, or epochs of a partition that are in one state.</summary>
/// <param name="Slice">What it is.</param>
/// <param name="State">What has become of it.</param>
public sealed record SliceCell(Slice Slice, SliceState State)
{
    /// <summary>Why it is stale; empty for other states.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>
/// The grid of a job's slices and their states, as manifest, staged rows, history and archive say it now: nothing is kept of it, so that it
/// cannot be wrong. Thread-safe.
/// </summary>
public sealed class SliceGrid(
    IManifestStore manifests, IGenerationStore generations, IPromotion promotion, SlicePlanner planner, HistoryAudit audit)
{
    private readonly OpenGenerations _open = new(manifests, generations, promotion, planner);

    /// <summary>The cells: history days by log and day, then epochs by partition.</summary>
    /// <exception cref="Errors.DataException">A dataset is not there, or the archive is not of the log that the answer is of.</exception>
    public async Task<IReadOnlyList<SliceCell>> ReadAsync(JobPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var open = await _open.FindAsync(plan, cancellation).ConfigureAwait(false);
        var manifest = open.Manifest;
        var stale = new Dictionary<HistoryDay, string>();
        foreach (var source in plan.Sources)
        {
            foreach (var change in (await audit.RunAsync(source, manifest, cancellation).ConfigureAwait(false)).Changes)
            {
                stale[change.Day] = change.ToString();
            }
        }

        var cells = manifest.HistoryDays.Select(d => new SliceCell(new HistorySlice(d.Log, d.Day),
            stale.ContainsKey(d) ? SliceState.Stale : SliceState.Promoted)
        { Reason = stale.GetValueOrDefault(d, "") })
            .Concat(manifest.Cut.Epochs.Where(p => p.Value > manifest.Origin.Of(p.Key)).Select(p =>
                new SliceCell(new LogSlice(p.Key, manifest.Origin.Of(p.Key), p.Value), SliceState.Promoted)));
        // A rebuild computes what is promoted: it adds no cell.
        var waiting = open.Generation is { Rebuild: false } generation ? generation.Slices.Select(s =>
            new SliceCell(s, open.Missing.Contains(s) ? SliceState.Missing : SliceState.Computed)).ToList() : [];
        var planned = waiting.Select(c => c.Slice).ToHashSet();
        var missing = (planner.Plan(plan, manifest).Generation?.Slices ?? []).SelectMany(s => Without(s, planned))
            .Select(s => new SliceCell(s, SliceState.Missing));
        return [.. cells.Concat(waiting).Concat(missing).OrderBy(c => Order(c.Slice), Comparer<(int, string, long, long)>.Default)];
    }

    // What is archived since the open generation was planned waits for the next.
    private static IEnumerable<Slice> Without(Slice slice, HashSet<Slice> planned)
    {
        if (slice is LogSlice log)
        {
            var first = planned.OfType<LogSlice>().Where(p => p.Partition == log.Partition).Select(p => p.End).Append(log.First).Max();
            return first < log.End ? [log with { First = Math.Max(first, log.First) }] : [];
        }

        return planned.Contains(slice) ? [] : [slice];
    }

    private static (int, string, long, long) Order(Slice slice) => slice switch
    {
        HistorySlice day => (0, day.Log, day.Day, 0),
        LogSlice log => (1, log.Partition.Log, log.Partition.Number, log.First),
        _ => (2, slice.Name, 0, 0),
    };
}
