using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>Manifests in ClickHouse: rows that are only ever added. Thread-safe.</summary>
public sealed class ClickHouseManifestStore : IManifestStore
{
    private readonly ISharedTables _tables;

    /// <param name="database">Where they are.</param>
    public ClickHouseManifestStore(ClickHouseDatabase database)
        : this(new ClickHouseSharedTables(database))
    {
    }

    internal ClickHouseManifestStore(ISharedTables tables) => _tables = tables;

    /// <inheritdoc />
    public Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation) => CurrentAsync(VersionKey.Of(plan), cancellation);

    /// <summary>The newest manifest of a version that this program may not have a plan of.</summary>
    internal async Task<Manifest> CurrentAsync(VersionKey key, CancellationToken cancellation) =>
        await _tables.ReadAsync(ManifestTable.Newest(key), cancellation).ConfigureAwait(false) is [var newest]
            ? newest : Manifest.Empty(key.Job, key.Version);

    /// <inheritdoc />
    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) =>
        _tables.ReadAsync(ManifestTable.Of(VersionKey.Of(plan)), cancellation);

    /// <inheritdoc />
    public Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation) =>
        new ManifestAppend(_tables, manifest).RunAsync(cancellation);
}
