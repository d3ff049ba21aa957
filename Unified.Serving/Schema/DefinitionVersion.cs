using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;

namespace Unified.Serving.Schema;

/// <summary>
/// What can be said of a definition version without its plan, which only the programs have that it is compiled into: whose it is, what it
/// reads, what its answer looks like.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Version">The version.</param>
/// <param name="Sources">Its sources; without columns when they were read from the database.</param>
/// <param name="Columns">The columns of its answer.</param>
/// <param name="Definition">The text that the version is the hash of.</param>
internal sealed record DefinitionVersion(
    string Job, string Version, ImmutableArray<SourceSchema> Sources, IReadOnlyList<ColumnInfo> Columns, string Definition)
{
    public static DefinitionVersion Of(JobPlan plan) => new(plan.Job, plan.Version, plan.Sources, ColumnInfo.Of(plan), plan.Canonical);

    /// <summary>The columns that identify a row of the answer: keys and window.</summary>
    public IEnumerable<ColumnInfo> Identity => Columns.Where(c => c.Role != "value");

    /// <summary>The source of a log, or null when it reads no such log.</summary>
    public SourceSchema? Find(string log) => Sources.FirstOrDefault(s => s.Name == log);

    /// <summary>The first offset of an epoch; 0 in a log that it does not read.</summary>
    public long FirstOffset(LogPartition partition, long epoch) => Find(partition.Log)?.Epochs.First(epoch) ?? 0;
}
