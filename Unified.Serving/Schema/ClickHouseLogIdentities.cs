using Unified.Contracts;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Schema;

/// <summary>The identities of logs in ClickHouse. Thread-safe.</summary>
public sealed class ClickHouseLogIdentities(ClickHouseDatabase database) : ILogIdentities
{
    private volatile bool _ensured;

    /// <inheritdoc />
    public async Task<string?> FindAsync(string log, CancellationToken cancellation)
    {
        await EnsureAsync(cancellation).ConfigureAwait(false);
        return (await Row(log).FindAsync(cancellation).ConfigureAwait(false))?.Identity;
    }

    /// <inheritdoc />
    public async Task<string> RememberAsync(string log, string identity, CancellationToken cancellation)
    {
        await EnsureAsync(cancellation).ConfigureAwait(false);
        var now = await database.NowAsync(cancellation).ConfigureAwait(false);
        return (await Row(log).WriteAsync(new StoredLog(log, identity, now), cancellation).ConfigureAwait(false)).Identity;
    }

    private FirstRow<StoredLog> Row(string log) =>
        new(new ClickHouseSharedTables(database), LogTable.First(log), $"log/{log}");

    // An archiver asks before any job has made its tables.
    private async Task EnsureAsync(CancellationToken cancellation)
    {
        if (!_ensured)
        {
            await new DatabaseSchema(database).EnsureAsync(cancellation).ConfigureAwait(false);
            _ensured = true;
        }
    }
}
