using Unified.Plans;

namespace Unified.Serving.Rows;

/// <summary>Both layers' merged rows of the epochs that a generation covers.</summary>
/// <param name="plan">The job.</param>
/// <param name="tables">Its tables.</param>
/// <param name="ranges">The epochs.</param>
/// <param name="attempts">The attempts at the slices that cover them.</param>
internal sealed class Layers(JobPlan plan, JobTables tables, EpochRanges ranges, Attempts attempts)
{
    /// <summary>The stream's, of the identities that <paramref name="only"/> selects.</summary>
    public string Stream(string only = "") => StateSql.Merged(plan, $"{tables.Stream} FINAL", And(ranges.Stream, only));

    /// <summary>The generation's.</summary>
    public string Batch(string only = "") => StateSql.Merged(plan, tables.Staging, And(attempts.Where, only));

    /// <summary>The stream's, apart by the slice that covers their epoch.</summary>
    public string StreamBySlice(string only) => StateSql.Merged(
        plan, $"(SELECT *, {ranges.SliceOfStreamRow} AS {SystemColumns.Slice} FROM {tables.Stream} FINAL WHERE {And(ranges.Stream, only)})",
        by: SystemColumns.Slice);

    /// <summary>The generation's, apart by slice.</summary>
    public string BatchBySlice(string only) =>
        StateSql.Merged(plan, tables.Staging, And(attempts.Where, only), SystemColumns.Slice);

    private static string And(string where, string only) => only.Length > 0 ? $"{where} AND {only}" : where;
}
