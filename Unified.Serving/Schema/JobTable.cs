using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>What a job's public views show, or are about to.</summary>
/// <param name="Job">The job.</param>
/// <param name="Version">The version.</param>
/// <param name="Switched">Since when.</param>
/// <param name="Who">Who switched to it.</param>
/// <param name="Why">The reason given.</param>
internal sealed record PublicVersion(string Job, string Version, DateTimeOffset Switched, string Who, string Why);

/// <summary>Which version a job's public views show: the newest row says it, the views follow.</summary>
internal static class JobTable
{
    public static readonly Table<PublicVersion> Table =
        new("unified_jobs", "MergeTree ORDER BY (job, switched)", new PublicVersion("", "", default, "", ""))
        {
            { "job", Text, p => p.Job, (p, v) => p with { Job = v } },
            { "version", Text, p => p.Version, (p, v) => p with { Version = v } },
            { "switched", Instant, p => p.Switched, (p, v) => p with { Switched = v } },
            { "who", Text, p => p.Who, (p, v) => p with { Who = v } },
            { "why", Text, p => p.Why, (p, v) => p with { Why = v } },
        };

    /// <summary>The newest of a job.</summary>
    public static RowQuery<PublicVersion> Newest(string job) => new(
        Table, $"job = {ClickHouseSql.Text(job)} ORDER BY switched DESC, version DESC LIMIT 1",
        all => all.Where(p => p.Job == job).OrderByDescending(p => p.Switched)
            .ThenByDescending(p => p.Version, StringComparer.Ordinal).Take(1));
}
