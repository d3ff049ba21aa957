using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>Manifests in ClickHouse: rows that are only ever added. Thread-safe.</summary>
public sealed class ClickHouseManifestStore(ClickHouseDatabase database) : IManifestStore
{
    /// <inheritdoc />
    public Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation) => CurrentAsync(VersionKey.Of(plan), cancellation);

    /// <summary>The newest manifest of a version that this program may not have a plan of.</summary>
    internal async Task<Manifest> CurrentAsync(VersionKey key, CancellationToken cancellation) =>
        // The order of the view's argMax: seq, then the id's text, which for a UUIDv7 is its time.
        await ManifestTable.Table.ReadAsync(database, $"{key} ORDER BY seq DESC, toString(id) DESC LIMIT 1", cancellation)
            .ConfigureAwait(false) is [var newest]
            ? newest : Manifest.Empty(key.Job, key.Version);

    /// <inheritdoc />
    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) =>
        ManifestTable.Table.ReadAsync(database, $"{VersionKey.Of(plan)} ORDER BY seq, toString(id)", cancellation);

    /// <inheritdoc />
    public Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation) =>
        new ManifestAppend(database, manifest).RunAsync(cancellation);
}
