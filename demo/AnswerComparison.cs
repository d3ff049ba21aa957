using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Unified.Lowering;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Sql;
using Unified.Time;

namespace Unified.Demo;

/// <summary>Compares a job's view with DuckDB's own answer over raw events: every row, every column, no tolerance.</summary>
internal static class AnswerComparison
{
    /// <param name="Rows">Rows of the view.</param>
    /// <param name="Equal">Rows that both have, equal in every column.</param>
    /// <param name="Examples">A few differences, for people.</param>
    internal sealed record Result(long Rows, long Equal, long Drift, IReadOnlyList<string> Examples);

    public static async Task<Result> RunAsync(JobPlan plan, ClickHouseDatabase database, IReadOnlyList<OracleInput> truth,
        CancellationToken cancellation)
    {
        var columns = string.Join(", ", plan.Outputs.Select(o => Unified.Sql.ClickHouse.Identifier(o.Field.Name)));
        var ours = Keyed(await database.QueryAsync($"SELECT {columns} FROM {database.Table(plan.Job)}", reader => Read(reader, plan),
            cancellation).ConfigureAwait(false));
        var theirs = Ask(plan, truth);
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

    private static Dictionary<string, string> Ask(JobPlan plan, IReadOnlyList<OracleInput> truth)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = OracleSql.Answer(plan, truth).Text;
        using var reader = command.ExecuteReader();
        var rows = new List<(string Key, string Row)>();
        while (reader.Read())
        {
            rows.Add(Read(reader, plan));
        }

        return Keyed(rows);
    }

    /// <summary>
    /// Rows of events have no keys and may be alike: then the first is compared with the first, the second with the second.
    /// </summary>
    private static Dictionary<string, string> Keyed(IReadOnlyList<(string Key, string Row)> rows)
    {
        var keyed = new Dictionary<string, string>(rows.Count, StringComparer.Ordinal);
        var alike = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, row) in rows)
        {
            var before = alike[key] = alike.GetValueOrDefault(key) + 1;
            keyed.Add($"{key} #{before}", row);
        }

        return keyed;
    }

    private static (string Key, string Row) Read(DbDataReader reader, JobPlan plan)
    {
        var values = plan.Outputs.Select((o, i) => $"{o.Field.Name}={(reader.IsDBNull(i) ? "null" : Print(reader.GetValue(i)))}").ToList();
        var keys = values.Where((_, i) => plan.Outputs[i].Key is not null || plan.Rows.Kind == RowKind.Emission);
        return (string.Join(", ", keys), string.Join(", ", values));
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
