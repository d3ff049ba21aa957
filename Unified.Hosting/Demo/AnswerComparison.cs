using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Unified.Logical;
using Unified.Serving.ClickHouse;
using Unified.Sql;
using Unified.Time;

namespace Unified.Hosting.Demo;

/// <summary>Compares a job's view with DuckDB's own answer over raw events: every row, every column, no tolerance.</summary>
internal static class AnswerComparison
{
    /// <param name="Rows">Rows of the view.</param>
    /// <param name="Equal">Rows that both have, equal in every column.</param>
    /// <param name="Examples">A few differences, for people.</param>
    internal sealed record Result(long Rows, long Equal, long Drift, IReadOnlyList<string> Examples);

    public static async Task<Result> RunAsync(JobPlan plan, ClickHouseDatabase database, string relation, CancellationToken cancellation)
    {
        var columns = string.Join(", ", plan.Outputs.Select(o => Unified.Sql.ClickHouse.Name(o.Field.Name)));
        var ours = (await database.QueryAsync($"SELECT {columns} FROM {database.Table(plan.Job)}", reader => Read(reader, plan), cancellation).ConfigureAwait(false))
            .ToDictionary(r => r.Key, r => r.Row, StringComparer.Ordinal);
        var theirs = Ask(plan, relation);
        var examples = new List<string>();
        long equal = 0;
        foreach (var (key, row) in ours)
        {
            var same = theirs.Remove(key, out var other) && other == row;
            equal += same ? 1 : 0;
            if (!same && examples.Count < 5)
            {
                examples.Add($"{plan.Job}: {row} | DuckDB: {other ?? "has no such row"}");
            }
        }

        examples.AddRange(theirs.Values.Take(5).Select(row => $"{plan.Job}: no such row | DuckDB: {row}"));
        return new Result(ours.Count, equal, ours.Count - equal + theirs.Count, examples);
    }

    private static Dictionary<string, string> Ask(JobPlan plan, string relation)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = OracleSql.Answer(plan, new OracleInput(relation, null)).Text;
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            var (key, row) = Read(reader, plan);
            rows.Add(key, row);
        }

        return rows;
    }

    private static (string Key, string Row) Read(DbDataReader reader, JobPlan plan)
    {
        var values = plan.Outputs.Select((o, i) => $"{o.Field.Name}={(reader.IsDBNull(i) ? "null" : Print(reader.GetValue(i)))}").ToList();
        return (string.Join(", ", values.Where((_, i) => plan.Outputs[i].Key is not null)), string.Join(", ", values));
    }

    /// <summary>One spelling for what the two clients give for one type; doubles to the last bit.</summary>
    private static string Print(object value) => value switch
    {
        DateTime time => Timestamps.FromDateTime(time).ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => Timestamps.FromDateTime(time.UtcDateTime).ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
