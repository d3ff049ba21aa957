using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// Which version of a job its public views show: the one that was switched to last. The row is the truth, the views follow it.
/// </summary>
internal sealed class PublicVersions
{
    private readonly ISharedTables _tables;

    /// <param name="database">Where the row is.</param>
    public PublicVersions(ClickHouseDatabase database)
        : this(new ClickHouseSharedTables(database))
    {
    }

    internal PublicVersions(ISharedTables tables) => _tables = tables;

    /// <summary>The version, or null when the job has none yet.</summary>
    public async Task<PublicVersion?> CurrentAsync(string job, CancellationToken cancellation) =>
        await _tables.ReadAsync(JobTable.Newest(job), cancellation).ConfigureAwait(false) is [var current] ? current : null;
}
