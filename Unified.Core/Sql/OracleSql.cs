using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Sql;

/// <summary>Events for the oracle.</summary>
/// <param name="Relation">Anything that DuckDB can select from: a table, <c>read_parquet([...])</c>. Its columns are those of the source, times as TIMESTAMP.</param>
/// <param name="Origin">Log or history: which of the events count. Null when all do.</param>
public sealed record OracleInput(string Relation, EventOrigin? Origin)
{
    /// <summary>The events of Parquet files.</summary>
    public static OracleInput Files(IEnumerable<string> files, EventOrigin? origin) =>
        new($"read_parquet([{string.Join(", ", files.Select(f => DuckDb.Literal(f, DataType.String)))}])", origin);
}

/// <summary>A query for the oracle and the columns that it gives.</summary>
/// <param name="Text">DuckDB SQL. Times are BIGINT microseconds; decimals are text, since no client reads all 38 digits.</param>
/// <param name="Columns">Names and types.</param>
public sealed record OracleQuery(string Text, ImmutableArray<Field> Columns);

/// <summary>
/// A whole plan as DuckDB SQL: the same answer from an engine that shares no line with ours. An event that the native engine would quarantine
/// (an overflow, a division by zero) is an error of the whole query here.
/// </summary>
public static class OracleSql
{
    /// <summary>The merged states of all events: the columns of <see cref="RowLayout.Columns"/>, one row a (keys, window).</summary>
    public static OracleQuery Rows(JobPlan plan, params IReadOnlyList<OracleInput> inputs) => Plain(States(plan, inputs), plan.Rows.Columns);

    /// <summary>The finished answer: the columns of <see cref="JobPlan.Outputs"/>, as the job's view has them.</summary>
    public static OracleQuery Answer(JobPlan plan, params IReadOnlyList<OracleInput> inputs)
    {
        var columns = plan.Outputs.Select(o => $"{Finished(plan, o)} AS {DuckDb.Name(o.Field.Name)}");
        return Plain($"SELECT {string.Join(", ", columns)} FROM ({States(plan, inputs)})", [.. plan.Outputs.Select(o => o.Field)]);
    }

    private static string States(JobPlan plan, IReadOnlyList<OracleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        // Keys and arguments are computed below the grouping, under names that no column of a job has.
        var identity = plan.Aggregate.Keys.Select(k => DuckDb.Expression(k.Value)).ToList();
        if (plan.Aggregate.Window is { } window)
        {
            identity.Add(DuckDb.Floor(DuckDb.Name(plan.Source.EventTime), DuckDb.Literal(window.SizeMicros, DataType.Int64)));
        }

        var arguments = plan.Aggregate.Aggregates.Select((a, i) => a.Argument is null ? null : $"{DuckDb.Expression(a.Argument)} AS \"#a{i}\"");
        var computed = identity.Select((sql, i) => $"{sql} AS \"#k{i}\"").Concat(arguments.OfType<string>()).DefaultIfEmpty("1");
        var states = plan.Aggregate.Aggregates.SelectMany((a, i) => a.Function.Fold(SqlDialect.DuckDb, a, $"\"#a{i}\"").Zip(a.States))
            .Select(s => $"{s.First} AS {DuckDb.Name(s.Second.Name)}");
        var columns = plan.Rows.Identity.Select((f, i) => $"\"#k{i}\" AS {DuckDb.Name(f.Name)}").Concat(states);
        var where = plan.Predicate is null ? "" : $" WHERE {DuckDb.Expression(plan.Predicate)}";
        var groups = identity.Count == 0 ? "" : $" GROUP BY {string.Join(", ", identity.Select((_, i) => $"\"#k{i}\""))}";
        // Without keys SQL gives a row for no events at all; the engine gives none.
        return $"SELECT {string.Join(", ", columns)} FROM (SELECT {string.Join(", ", computed)} FROM ({Events(plan, inputs)}){where}){groups} HAVING count(*) > 0";
    }

    private static string Events(JobPlan plan, IReadOnlyList<OracleInput> inputs)
    {
        var columns = string.Join(", ", plan.Scan.Columns.Select(c => $"{Read(c)} AS {DuckDb.Name(c.Name)}"));
        return string.Join(" UNION ALL ", inputs.Select(input => $"SELECT * FROM (SELECT {columns} FROM {input.Relation})" +
            (input.Origin is { } origin ? $" WHERE {Ownership.CountsSql(origin, plan.Source.HistoryUntil, DuckDb.Name(plan.Source.EventTime))}" : "")));
    }

    private static string Read(Field column) => column.Type.Kind == TypeKind.Timestamp
        ? $"epoch_us({DuckDb.Name(column.Name)})"
        : $"{DuckDb.Name(column.Name)}::{DuckDb.Type(column.Type)}";

    private static string Finished(JobPlan plan, OutputColumn output)
    {
        if (output.Key is { } key)
        {
            return DuckDb.Name(key);
        }

        var call = plan.Aggregate.Aggregates[output.Aggregate!.Value];
        return call.Function.Finish(SqlDialect.DuckDb, call, [.. call.States.Select(s => DuckDb.Name(s.Name))]);
    }

    private static OracleQuery Plain(string query, ImmutableArray<Field> columns) => new(
        $"SELECT {string.Join(", ", columns.Select(c => DuckDb.Name(c.Name) + (c.Type.Kind == TypeKind.Decimal ? $"::{DuckDb.Wide(c.Type)}::VARCHAR" : "")))} FROM ({query})",
        columns);
}
