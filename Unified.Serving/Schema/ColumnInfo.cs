using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Serving.Schema;

/// <summary>A column of a job's answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: string, int64, decimal(28,2), timestamp; with ? when it may be null.</param>
/// <param name="Role">key, window or value.</param>
public sealed record ColumnInfo(string Name, string Type, string Role)
{
    internal static IReadOnlyList<ColumnInfo> Of(JobPlan plan) =>
        [.. plan.Outputs.Select(c => new ColumnInfo(c.Field.Name, c.Field.Type.ToString(), RoleOf(plan, c)))];

    private static string RoleOf(JobPlan plan, OutputColumn column) =>
        column.Key is null ? "value" : column.Field.Name == plan.WindowColumn ? "window" : "key";
}
