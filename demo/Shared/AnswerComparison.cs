using DuckDB.NET.Data;
using Unified.Lowering;
using Unified.Plans;
using Unified.Serving.ClickHouse;

namespace Unified.Demo.Shared;

/// <summary>Compares a job's view with DuckDB's own answer over raw events.</summary>
internal static class AnswerComparison
{
    public static async Task<AnswerDifference> RunAsync(JobPlan plan, ClickHouseDatabase database, IReadOnlyList<OracleInput> truth,
        CancellationToken cancellation) =>
        (await ViewAsync(plan, database, cancellation).ConfigureAwait(false)).Compare(Ask(plan, truth), "DuckDB");

    /// <summary>What the job's view answers.</summary>
    public static async Task<AnswerRows> ViewAsync(JobPlan plan, ClickHouseDatabase database, CancellationToken cancellation)
    {
        var columns = string.Join(", ", plan.Outputs.Select(o => Unified.Sql.ClickHouse.Identifier(o.Field.Name)));
        return AnswerRows.Of(plan, await database.QueryAsync($"SELECT {columns} FROM {database.Table(plan.Job)}", AnswerRows.Values,
            cancellation).ConfigureAwait(false));
    }

    private static AnswerRows Ask(JobPlan plan, IReadOnlyList<OracleInput> truth)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = OracleSql.Answer(plan, truth).Text;
        using var reader = command.ExecuteReader();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
        {
            rows.Add(AnswerRows.Values(reader));
        }

        return AnswerRows.Of(plan, rows);
    }
}
