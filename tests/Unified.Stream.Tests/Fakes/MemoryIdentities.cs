using System.Collections.Concurrent;
using Unified.Contracts;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>What logs are remembered as, in memory. Thread-safe.</summary>
internal sealed class MemoryIdentities : ILogIdentities
{
    public ConcurrentDictionary<string, string> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs before one is remembered: another writer's chance to be first.</summary>
    public Action? Remembering { get; set; }

    public Task<string?> FindAsync(string log, CancellationToken cancellation) => Task.FromResult(Known.GetValueOrDefault(log));

    public Task<string> RememberAsync(string log, string identity, CancellationToken cancellation)
    {
        Remembering?.Invoke();
        return Task.FromResult(Known.GetOrAdd(log, identity));
    }
}
