namespace Unified.Serving.ClickHouse;

/// <summary>What a job's public views show, or are about to.</summary>
/// <param name="Version">The version.</param>
/// <param name="Switched">Since when.</param>
/// <param name="Who">Who switched to it.</param>
/// <param name="Why">The reason given.</param>
internal sealed record PublicVersion(string Version, DateTimeOffset Switched, string Who, string Why);

/// <summary>Which version of a job its public views show: the one that was switched to last. The row is the truth, the views follow it.</summary>
internal sealed class PublicVersions(ClickHouseDatabase database)
{
    /// <summary>The version, or null when the job has none yet.</summary>
    public async Task<PublicVersion?> CurrentAsync(string job, CancellationToken cancellation) =>
        await database.QueryAsync(
            $"SELECT version, toUnixTimestamp64Micro(switched), who, why FROM {database.Table(SharedTables.Jobs)} WHERE job = {ClickHouseSql.Text(job)} "
            + "ORDER BY switched DESC, version DESC LIMIT 1",
            r => new PublicVersion(r.GetString(0), ClickHouseTime.FromMicros(r.GetInt64(1)), r.GetString(2), r.GetString(3)), cancellation)
            .ConfigureAwait(false) is [var current] ? current : null;

    /// <summary>Makes a version the newest, also where the clock is behind that of the machine that switched before.</summary>
    public async Task SetAsync(string job, string version, string who, string why, CancellationToken cancellation)
    {
        var now = database.Time.GetUtcNow();
        var before = await CurrentAsync(job, cancellation).ConfigureAwait(false);
        var switched = before is null || before.Switched < now ? now : before.Switched.AddMicroseconds(1);
        await database.InsertJsonAsync(
            $"{database.Table(SharedTables.Jobs)} (job, version, switched, who, why)", [version], (json, v) =>
            {
                json.WriteString("job", job);
                json.WriteString("version", v);
                json.WriteString("switched", ClickHouseTime.Text(switched));
                json.WriteString("who", who);
                json.WriteString("why", why);
            }, cancellation).ConfigureAwait(false);
    }
}
