using System.Collections.Immutable;
using System.Globalization;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Sql;
using Unified.Types;

namespace Unified.Lowering;

/// <summary>Events for the oracle.</summary>
/// <param name="Relation">
/// Anything that DuckDB can select from: a table, <c>read_parquet([...])</c>. Its columns are those of the source, times as TIMESTAMP.
/// </param>
/// <param name="Origin">Log or history: which of the events count. Null when all do.</param>
public sealed record OracleInput(string Relation, EventOrigin? Origin)
{
    /// <summary>The log whose events they are; null for a job that reads one.</summary>
    public string? Log { get; init; }

    /// <summary>
    /// The SQL of an event's partition, over the relation's columns. Where all inputs say this and <see cref="Offset"/>, aggregates that
    /// depend on the places of events (First, Last, MinBy, Top) are computed, else they are refused.
    /// </summary>
    public string? Partition { get; init; }

    /// <summary>The SQL of an event's offset.</summary>
    public string? Offset { get; init; }

    /// <summary>
    /// The SQL of a column of the relation as a value of expressions; null where DuckDB reads it by its name and type.
    /// </summary>
    public Func<Field, string>? Read { get; init; }

    /// <summary>The events of Parquet files.</summary>
    public static OracleInput Files(IEnumerable<string> files, EventOrigin? origin) =>
        new($"read_parquet([{string.Join(", ", files.Select(f => SqlEngine.DuckDb.Literal(f, DataType.String)))}])", origin);
}

/// <summary>A query for the oracle and the columns that it gives.</summary>
/// <param name="Text">DuckDB SQL. Times are BIGINT microseconds; decimals are text, since no client reads all 38 digits.</param>
/// <param name="Columns">The columns, as rows have them.</param>
public sealed record OracleQuery(string Text, ImmutableArray<RowColumn> Columns);

/// <summary>
/// A whole plan as DuckDB SQL: the same answer from an engine that shares no line with ours. An event that the native engine would
/// quarantine (an overflow, a division by zero) is an error of the whole query here.
/// </summary>
public static class OracleSql
{
    private static readonly SqlEngine Engine = SqlEngine.DuckDb;

    /// <summary>
    /// The merged states of all events: the columns of <see cref="RowLayout.Columns"/>, one row a (keys, window). For a job of groups.
    /// </summary>
    public static OracleQuery Rows(JobPlan plan, params IReadOnlyList<OracleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Plain(new StatesSql(plan, Engine, inputs).Of(), plan.Rows.Columns);
    }

    /// <summary>The finished answer: the columns of <see cref="JobPlan.Outputs"/>, as the job's view has them.</summary>
    public static OracleQuery Answer(JobPlan plan, params IReadOnlyList<OracleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ImmutableArray<RowColumn> outputs = [.. plan.Outputs.Select(o => new ValueColumn(o.Field))];
        var rows = plan.Stored is EmitNode emit ? new RelationSql(Engine, inputs).Of(emit.Input)
            : FinishSql.Select(plan, Engine, $"({new StatesSql(plan, Engine, inputs, answer: true).Of()})");
        return Plain(new AnswerSql(plan.Job, Engine).Of(plan.Logical, plan.Stored, rows), outputs);
    }

    private static OracleQuery Plain(string query, ImmutableArray<RowColumn> columns)
    {
        var plain = columns.Select(c => Engine.Quote(c.Name) + (c.Value is { Kind: TypeKind.Decimal } type
            ? $"::{DuckDb.Wide(type)}::VARCHAR" : ""));
        return new OracleQuery($"SELECT {string.Join(", ", plain)} FROM ({query})", columns);
    }
}
