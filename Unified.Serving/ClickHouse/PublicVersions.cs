using Unified.Logical;

namespace Unified.Serving.ClickHouse;

/// <summary>Which version of a job its public views show: the one that was switched to last.</summary>
internal sealed class PublicVersions(ClickHouseDatabase database)
{
    /// <summary>The version, or null when the job has none yet.</summary>
    public async Task<string?> CurrentAsync(string job, CancellationToken cancellation) =>
        await database.QueryAsync(
            $"SELECT argMax(version, switched) FROM {database.Table(SharedTables.Jobs)} WHERE job = {ClickHouseSql.Text(job)} GROUP BY job",
            r => r.GetString(0), cancellation).ConfigureAwait(false) is [var version] ? version : null;

    public Task SetAsync(JobPlan plan, CancellationToken cancellation) => database.InsertJsonAsync(
        $"{database.Table(SharedTables.Jobs)} (job, version, switched)", [plan], (json, p) =>
        {
            json.WriteString("job", p.Job);
            json.WriteString("version", p.Version);
            json.WriteString("switched", ClickHouseTime.Text(database.Time.GetUtcNow()));
        }, cancellation);
}
