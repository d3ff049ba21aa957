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
        "job, version, seq, toString(id), mapKeys(days), mapValues(days), history_days, mapKeys(cut), mapValues(cut), history_until, code, toUnixTimestamp64Micro(created), who, why, generation, mapKeys(origin), mapValues(origin), mapKeys(history_files), mapValues(history_files)";

    /// <inheritdoc />
    public Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation) => CurrentAsync(plan.Job, plan.Version, plan.Source.HistoryUntil, cancellation);

    /// <summary>The newest manifest of a version that this program may not have a plan of.</summary>
    internal async Task<Manifest> CurrentAsync(string job, string version, long? historyUntil, CancellationToken cancellation) =>
        // The order of the view's argMax: seq, then the id's text, which for a UUIDv7 is its time.
        await ReadAsync(job, version, "ORDER BY seq DESC, toString(id) DESC LIMIT 1", cancellation).ConfigureAwait(false) is [var newest]
            ? newest : Manifest.Empty(job, version, historyUntil);

    /// <inheritdoc />
    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) =>
        ReadAsync(plan.Job, plan.Version, "ORDER BY seq, toString(id)", cancellation);

    /// <inheritdoc />
    public Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation) => new ManifestAppend(database, manifest).RunAsync(cancellation);

    private Task<IReadOnlyList<Manifest>> ReadAsync(string job, string version, string order, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT {Columns} FROM {database.Table(SharedTables.Manifest)} WHERE job = {ClickHouseSql.Text(job)} AND version = {ClickHouseSql.Text(version)} {order}",
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
        Origin = new Cut(Zip<long>(r, 15, 16)),
        HistoryFiles = Zip<ulong>(r, 17, 18),
    };

    private static ImmutableSortedDictionary<int, T> Zip<T>(ClickHouseDataReader r, int keys, int values) =>
        r.GetFieldValue<int[]>(keys).Zip(r.GetFieldValue<T[]>(values), KeyValuePair.Create).ToImmutableSortedDictionary();
}
