using System.Collections.Immutable;
using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Manifests;

/// <summary>Manifests in ClickHouse: rows that are only ever added. Thread-safe.</summary>
public sealed class ClickHouseManifestStore(ClickHouseDatabase database) : IManifestStore
{
    private const string Columns =
        "job, version, seq, toString(id), mapKeys(days), mapValues(days), history_days, mapKeys(cut), mapValues(cut), history_until, code, toUnixTimestamp64Micro(created), who, why, generation, mapKeys(history_files), mapValues(history_files)";

    /// <inheritdoc />
    public async Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation) =>
        // The order of the view's argMax: seq, then the id's text, which for a UUIDv7 is its time.
        await ReadAsync(plan, "ORDER BY seq DESC, toString(id) DESC LIMIT 1", cancellation).ConfigureAwait(false) is [var newest]
            ? newest : Manifest.Empty(plan.Job, plan.Version, plan.Source.HistoryUntil);

    /// <inheritdoc />
    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) =>
        ReadAsync(plan, "ORDER BY seq, toString(id)", cancellation);

    /// <inheritdoc />
    public async Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation)
    {
        var table = database.Table(SharedTables.Manifest);
        var job = $"job = {ClickHouseSql.Text(manifest.Job)} AND version = {ClickHouseSql.Text(manifest.Version)}";
        // Not atomic: two writers that pass the condition at once both append, and the order of (seq, id) decides. The condition only keeps
        // a writer that comes later from overruling one that was told it won.
        await database.ExecuteAsync(
            $"INSERT INTO {table} (job, version, seq, id, days, history_days, cut, history_until, code, created, who, why, generation, history_files) "
            + $"SELECT {Values(manifest)} WHERE (SELECT max(seq) FROM {table} WHERE {job}) < {manifest.Seq.ToString(CultureInfo.InvariantCulture)}",
            cancellation).ConfigureAwait(false);
        var newest = await database.QueryAsync(
            $"SELECT toString(id) FROM {table} WHERE {job} ORDER BY seq DESC, toString(id) DESC LIMIT 1", r => Guid.Parse(r.GetString(0)), cancellation).ConfigureAwait(false);
        return newest is [var id] && id == manifest.Id;
    }

    private static string Values(Manifest m) => string.Create(CultureInfo.InvariantCulture,
        $"{ClickHouseSql.Text(m.Job)}, {ClickHouseSql.Text(m.Version)}, {m.Seq}, toUUID('{m.Id}'), {ManifestSource.Map(m.Days, "UInt64")}, "
        + $"{ManifestSource.Array(m.HistoryDays, "Int32")}, {ManifestSource.Map(m.Cut.Epochs, "Int64")}, "
        + $"{(m.HistoryUntil is { } until ? until.ToString(CultureInfo.InvariantCulture) : "NULL")}, {ClickHouseSql.Text(m.Code)}, "
        + $"toDateTime64('{ClickHouseTime.Text(m.Created)}', 6, 'UTC'), {ClickHouseSql.Text(m.Who)}, {ClickHouseSql.Text(m.Why)}, {m.Promoted}, {ManifestSource.Map(m.HistoryFiles, "UInt64")}");

    private Task<IReadOnlyList<Manifest>> ReadAsync(JobPlan plan, string order, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT {Columns} FROM {database.Table(SharedTables.Manifest)} WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} {order}",
        Read, cancellation);

    private static Manifest Read(ClickHouseDataReader r) => new()
    {
        Job = r.GetString(0),
        Version = r.GetString(1),
        Seq = r.GetInt64(2),
        Id = Guid.Parse(r.GetString(3)),
        Days = Zip<ulong>(r, 4, 5),
        HistoryDays = [.. r.GetFieldValue<int[]>(6)],
        Cut = new Cut(Zip<long>(r, 7, 8)),
        HistoryUntil = r.IsDBNull(9) ? null : r.GetInt64(9),
        Code = r.GetString(10),
        Created = ClickHouseTime.FromMicros(r.GetInt64(11)),
        Who = r.GetString(12),
        Why = r.GetString(13),
        Promoted = r.GetFieldValue<ulong>(14),
        HistoryFiles = Zip<ulong>(r, 15, 16),
    };

    private static ImmutableSortedDictionary<int, T> Zip<T>(ClickHouseDataReader r, int keys, int values) =>
        r.GetFieldValue<int[]>(keys).Zip(r.GetFieldValue<T[]>(values), KeyValuePair.Create).ToImmutableSortedDictionary();
}
