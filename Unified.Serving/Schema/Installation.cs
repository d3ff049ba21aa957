using System.Security.Cryptography;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Schema;

/// <summary>
/// What tells this installation from others that share a Kafka: two databases with the same jobs must not share consumer groups.
/// Thread-safe.
/// </summary>
public sealed class Installation(ClickHouseDatabase database)
{
    private const int Digits = 8;

    /// <summary>The installation's id, 8 hex digits: made at the first question, and the same ever after.</summary>
    public async Task<string> IdAsync(CancellationToken cancellation)
    {
        await new DatabaseSchema(database).EnsureAsync(cancellation).ConfigureAwait(false);
        var mine = new StoredInstallation(RandomNumberGenerator.GetHexString(Digits, lowercase: true), database.Time.GetUtcNow());
        return (await new FirstRow<StoredInstallation>(new ClickHouseSharedTables(database), InstallationTable.First, "installation")
            .WriteAsync(mine, cancellation).ConfigureAwait(false)).Id;
    }
}
