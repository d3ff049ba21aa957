using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// Which version of a job its public views show: the one that was switched to last. The row is the truth, the views follow it.
/// </summary>
internal sealed class PublicVersions(ClickHouseDatabase database)
{
    /// <summary>The version, or null when the job has none yet.</summary>
    public async Task<PublicVersion?> CurrentAsync(string job, CancellationToken cancellation) => await JobTable.Table.ReadAsync(
        database, $"job = {ClickHouseSql.Text(job)} ORDER BY switched DESC, version DESC LIMIT 1", cancellation)
            .ConfigureAwait(false) is [var current]
        ? current : null;
}
