using System.Globalization;
using Unified.Plans;
using Unified.Types;

namespace Unified.Nexmark.Answers;

/// <summary>
/// What two answers do not have in common, found by DuckDB: every row and every column, with as many of equal rows, no tolerance.
/// </summary>
public static class AnswerDifference
{
    /// <summary>Compares an answer with a query.</summary>
    /// <param name="plan">The job, for names and types.</param>
    /// <param name="file">The answer, a Parquet file.</param>
    /// <param name="sql">A query with the same columns.</param>
    /// <param name="engine">Compares, and has the relations of the query.</param>
    /// <returns>The number of rows, and differences; none when the answers are equal.</returns>
    public static (long Rows, IReadOnlyList<string> Differences) Between(JobPlan plan, string file, string sql, DuckDbEngine engine)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(engine);
        engine.Execute($"CREATE OR REPLACE TEMP TABLE theirs AS SELECT {Columns(plan)} FROM ({sql})");
        var rows = engine.Rows("SELECT count(*) FROM theirs")[0][0];
        // Not EXCEPT ALL, which numbers equal rows in windows: several times slower.
        var differences = engine.Rows(
            $"""
             SELECT sum(_n)::BIGINT, columns(* EXCLUDE _n)::VARCHAR FROM (
                 SELECT {Columns(plan)}, 1 AS _n FROM read_parquet('{file}') UNION ALL SELECT *, -1 FROM theirs)
             GROUP BY ALL HAVING sum(_n) <> 0 LIMIT 6
             """);
        return (Convert.ToInt64(rows, CultureInfo.InvariantCulture), [.. differences.Select(row =>
            $"{(row[0] is > 0L ? "only Unified" : "only the other")} has: {string.Join(" | ", row.Skip(1))}")]);
    }

    /// <summary>The columns of the answer in their own types: engines have others for the same values, in Parquet above all.</summary>
    private static string Columns(JobPlan plan) => string.Join(", ", plan.Outputs.Select(o =>
        $"CAST(\"{o.Field.Name}\" AS {Type(o.Field.Type)}) AS \"{o.Field.Name}\""));

    private static string Type(DataType type) => type.Kind switch
    {
        TypeKind.Timestamp => "TIMESTAMP",
        TypeKind.String => "VARCHAR",
        TypeKind.Double => "DOUBLE",
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL(38, {type.Scale})"),
        TypeKind.List => $"{Type(type.Element!.Fields[0].Type)}[]",
        _ => "BIGINT",
    };
}
