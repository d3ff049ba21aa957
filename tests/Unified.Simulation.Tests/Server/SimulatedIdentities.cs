using Unified.Contracts;
using Unified.Serving.Schema;

namespace Unified.Simulation.Tests.Server;

/// <summary>The identities of logs over the statements of a process.</summary>
internal sealed class SimulatedIdentities(SimulatedStatements server) : ILogIdentities
{
    public async Task<string?> FindAsync(string log, CancellationToken cancellation) =>
        (await Row(log).FindAsync(cancellation).ConfigureAwait(false))?.Identity;

    public async Task<string> RememberAsync(string log, string identity, CancellationToken cancellation)
    {
        var now = await server.NowAsync(cancellation).ConfigureAwait(false);
        return (await Row(log).WriteAsync(new StoredLog(log, identity, now), cancellation).ConfigureAwait(false)).Identity;
    }

    private FirstRow<StoredLog> Row(string log) => new(server, LogTable.First(log), $"log/{log}");
}
