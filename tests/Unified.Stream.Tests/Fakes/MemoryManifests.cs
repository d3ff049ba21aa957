using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>A manifest that says where the cut is, and nothing else.</summary>
internal sealed class MemoryManifests(Cut cut) : IManifestStore
{
    /// <summary>Runs when the manifest is asked for: throws while the store is away.</summary>
    public Action? Asked { get; init; }

    public Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation)
    {
        Asked?.Invoke();
        return Task.FromResult(Manifest.Empty(plan.Job, plan.Version, null) with { Cut = cut });
    }

    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation) => throw new NotSupportedException();
}
