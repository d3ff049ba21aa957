using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>The manifests for those who only read: nothing can be appended here. Thread-safe.</summary>
internal sealed class ManifestReader(ClickHouseDatabase database)
{
    private readonly ClickHouseManifestStore _manifests = new(database);

    /// <inheritdoc cref="ClickHouseManifestStore.HistoryAsync"/>
    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) =>
        _manifests.HistoryAsync(plan, cancellation);

    /// <summary>The newest manifest of a version that this program may not have a plan of.</summary>
    public Task<Manifest> CurrentAsync(string job, string version, CancellationToken cancellation) =>
        _manifests.CurrentAsync(new VersionKey(job, version), cancellation);
}
