using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// The files of the history days that are in the answer. Kept by promotion and not by generation: a slice may be written again while its
/// generation is promoted, and then only the promotion knows which attempt's rows it took.
/// </summary>
internal sealed class PromotedFiles(ISharedTables tables)
{
    /// <summary>Keeps the files of the staged days under the promotion's id.</summary>
    public Task WriteAsync(JobPlan plan, ulong promotion, IEnumerable<HistorySlice> slices, StagedRows staged,
        CancellationToken cancellation) =>
        tables.InsertAsync(
            HistoryTable.Table, [.. slices.Select(s => new PromotedDay(VersionKey.Of(plan), promotion, s.Of, staged.Slices[s.Name].Files))],
                cancellation);

    /// <summary>The files of the days that the manifest names.</summary>
    public async Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> ReadAsync(Manifest manifest,
        CancellationToken cancellation)
    {
        if (manifest.HistoryFiles.IsEmpty)
        {
            return ImmutableDictionary<HistoryDay, ImmutableArray<HistoryFile>>.Empty;
        }

        var days = await tables.ReadAsync(HistoryTable.Of(
            new VersionKey(manifest.Job, manifest.Version), [.. manifest.HistoryFiles.Values.Distinct()]), cancellation)
            .ConfigureAwait(false);
        return days.Where(d => manifest.HistoryFiles.TryGetValue(d.Day, out var promotion) && promotion == d.Promotion)
            .ToDictionary(d => d.Day, d => d.Files.Select(HistoryFile.Parse).ToImmutableArray());
    }
}
