using System.Collections.Immutable;
using System.Globalization;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;
using Unified.Serving.Proof;

namespace Unified.Serving.Manifests;

/// <summary>
/// The files of the history days that are in the answer. Kept by promotion and not by generation: a slice may be written again while its generation is promoted, and
/// then only the promotion knows which attempt's rows it took.
/// </summary>
internal sealed class PromotedFiles(ClickHouseDatabase database)
{
    private readonly string _table = database.Table(SharedTables.History);

    /// <summary>Keeps the files of the staged days under the promotion's id.</summary>
    public Task WriteAsync(JobPlan plan, ulong promotion, IEnumerable<HistorySlice> slices, StagedRows staged, CancellationToken cancellation) => database.InsertJsonAsync(
        $"{_table} (job, version, promotion, day, files)", [.. slices], (json, slice) =>
        {
            json.WriteString("job", plan.Job);
            json.WriteString("version", plan.Version);
            json.WriteNumber("promotion", promotion);
            json.WriteNumber("day", slice.Day);
            json.WriteStartArray("files");
            foreach (var file in staged.Slices[slice.Name].Files)
            {
                json.WriteStringValue(file);
            }

            json.WriteEndArray();
        }, cancellation);

    /// <summary>The files of the days that the manifest names.</summary>
    public async Task<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>> ReadAsync(Manifest manifest, CancellationToken cancellation)
    {
        if (manifest.HistoryFiles.IsEmpty)
        {
            return ImmutableDictionary<int, ImmutableArray<HistoryFile>>.Empty;
        }

        var rows = await database.QueryAsync(
            $"SELECT day, any(files) FROM {_table} WHERE job = {ClickHouseSql.Text(manifest.Job)} AND version = {ClickHouseSql.Text(manifest.Version)} "
            + $"AND has({ManifestSource.Array(manifest.HistoryFiles.Values.Distinct(), "UInt64")}, promotion) "
            + $"AND ({ManifestSource.Map(manifest.HistoryFiles, "UInt64")})[day] = promotion GROUP BY day",
            r => (Day: r.GetInt32(0), Files: r.GetFieldValue<string[]>(1)), cancellation).ConfigureAwait(false);
        return rows.ToDictionary(r => r.Day, r => r.Files.Select(HistoryFile.Parse).ToImmutableArray());
    }
}
