using Unified.Logical;
using Unified.Serving.Api;

namespace Unified.Serving.Versions;

/// <summary>
/// What can be said of a definition version without its plan, which only the programs have that it is compiled into: whose it is, what it
/// reads, what its answer looks like.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Version">The version.</param>
/// <param name="Source">Its source; without columns when it was read from the database.</param>
/// <param name="Columns">The columns of its answer.</param>
/// <param name="Definition">The text that the version is the hash of.</param>
internal sealed record DefinitionVersion(string Job, string Version, SourceSchema Source, IReadOnlyList<ColumnInfo> Columns, string Definition)
{
    public static DefinitionVersion Of(JobPlan plan) => new(plan.Job, plan.Version, plan.Source, JobInfo.From(plan).Columns, plan.Canonical);

    /// <summary>The columns that identify a row of the answer: keys and window.</summary>
    public IEnumerable<ColumnInfo> Identity => Columns.Where(c => c.Role != "value");
}
