using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>Manifests in memory, the first of which says where the cut is. Thread-safe.</summary>
internal sealed class MemoryManifests(Cut cut) : IManifestStore
{
    private readonly Lock _lock = new();
    private readonly List<Manifest> _appended = [];

    /// <summary>Runs when the manifest is asked for: throws while the store is away.</summary>
    public Action? Asked { get; init; }

    /// <summary>Runs before a manifest is appended: another writer's chance to be first.</summary>
    public Action<MemoryManifests>? Appending { get; set; }

    public Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation)
    {
        Asked?.Invoke();
        lock (_lock)
        {
            return Task.FromResult(_appended is [.., var last] ? last : Manifest.Empty(plan.Job, plan.Version) with { Cut = cut });
        }
    }

    public Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Manifest>>([.. _appended]);
        }
    }

    public Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation)
    {
        var before = Appending;
        Appending = null;
        before?.Invoke(this);
        lock (_lock)
        {
            var won = _appended.Count == 0 || _appended[^1].Seq < manifest.Seq;
            if (won)
            {
                _appended.Add(manifest);
            }

            return Task.FromResult(won);
        }
    }
}
