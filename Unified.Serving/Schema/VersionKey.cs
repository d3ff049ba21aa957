using Unified.Plans;

namespace Unified.Serving.Schema;

/// <summary>Whose rows of a shared table are meant: a job version's.</summary>
internal readonly record struct VersionKey(string Job, string Version)
{
    public static VersionKey Of(JobPlan plan) => new(plan.Job, plan.Version);

    /// <summary>The unquoted name of one of the version's own tables.</summary>
    public string Table(string suffix) => $"{Job}__{Version}_{suffix}";

    /// <summary>The predicate.</summary>
    public override string ToString() => $"job = {ClickHouseSql.Text(Job)} AND version = {ClickHouseSql.Text(Version)}";
}
