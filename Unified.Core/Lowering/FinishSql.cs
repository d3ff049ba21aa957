using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.Sql;

namespace Unified.Lowering;

/// <summary>
/// The finished result of groups over their merged states, in the SQL of an engine: the same for the view that serves a job and for the
/// engine that it is compared with.
/// </summary>
public static class FinishSql
{
    /// <summary>The result's rows.</summary>
    /// <param name="plan">A job of groups.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="states">Merged states: a query in parentheses.</param>
    public static string Select(JobPlan plan, SqlEngine engine, string states)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(engine);
        return Select(plan.Job, (FinishNode)plan.Stored, engine, states);
    }

    /// <summary>The rows of groups.</summary>
    internal static string Select(string job, FinishNode finish, SqlEngine engine, string states)
    {
        return IsComputed(finish) || Hides(finish)
            ? Rows(job, finish, engine, states, finish.Columns.Select(c =>
                $"{Computed(job, engine, finish, c)} AS {engine.Quote(c.Field.Name)}"))
            : $"SELECT {string.Join(", ", finish.Columns.Select(c => $"{Plain(engine, finish, c)} AS {engine.Quote(c.Field.Name)}"))} "
                + $"FROM {states}{Matched(finish, engine)}";
    }

    /// <summary>
    /// Keys of the rows for which what is computed of a column fails, or null when it never does. With no column: what decides which rows
    /// are in the result.
    /// </summary>
    /// <param name="plan">A job of groups.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="states">Merged states: a query in parentheses.</param>
    /// <param name="column">The column, or null.</param>
    public static string? Failing(JobPlan plan, SqlEngine engine, string states, OutputColumn? column)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(engine);
        var finish = (FinishNode)plan.Stored;
        var keys = string.Join(", ", finish.Groups[0].AnswerIdentity.Select(k => engine.Quote(k.Name)));
        return (column is null ? finish.Having : column.Value)?.FailsIn(engine) is { } fails
            ? $"SELECT {keys} FROM ({Finished(engine, finish, states, Matched(finish, engine), withKeys: true)}) WHERE "
                + (column is null || finish.Having is null ? "" : $"{finish.Having.In(engine)} AND ") + fails
            : null;
    }

    /// <summary>How errors name what decides which rows are in the result.</summary>
    public const string Where = "the where of the result";

    private static bool IsComputed(FinishNode finish) => finish.Having is not null || finish.Columns.Any(c => c.Value is not null);

    // An alias of ClickHouse hides a column of its name: a result column that is named as another's key or state would be read in its
    // place.
    private static bool Hides(FinishNode finish) => finish.Columns.Any(c => c.Key != c.Field.Name
        && (finish.Groups[0].AnswerIdentity.Any(k => k.Name == c.Field.Name)
            || finish.Aggregates.Any(a => a.States.Any(s => s.Name == c.Field.Name))));

    private static string Rows(string job, FinishNode finish, SqlEngine engine, string states, IEnumerable<string> columns)
    {
        var having = finish.Having is null ? "" : $" WHERE {Checked(job, engine, finish.Having, Where)}";
        return $"SELECT {string.Join(", ", columns)} FROM ({Finished(engine, finish, states, Matched(finish, engine))}){having}";
    }

    // Keys and finished aggregates under names that no column of the result has: an alias of ClickHouse hides a column of its name.
    private static string Finished(SqlEngine engine, FinishNode finish, string states, string matched, bool withKeys = false)
    {
        var used = finish.Expressions.SelectMany(e => e.Walk()).OfType<ColumnExpr>().Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var keys = finish.Groups[0].AnswerIdentity.SelectMany(k => (withKeys ? [engine.Quote(k.Name)] : Array.Empty<string>())
            .Append($"{engine.Quote(k.Name)} AS {engine.Quote(FinishedColumn.KeyName(k.Name))}"));
        var aggregates = finish.Aggregates.Select((a, i) => (Call: a, Name: FinishedColumn.AggregateName(a.Output), Place: i))
            .Where(a => used.Contains(a.Name) || finish.Columns.Any(c => c.Aggregate == a.Place))
            .Select(a => $"{Finish(engine, a.Call)} AS {engine.Quote(a.Name)}");
        return $"SELECT {string.Join(", ", keys.Concat(aggregates))} FROM {states}{matched}";
    }

    private static string Computed(string job, SqlEngine engine, FinishNode finish, OutputColumn column) =>
        column.Value is { } value ? Checked(job, engine, value, $"column '{column.Field.Name}'")
        : engine.Quote(column.Key is { } key ? FinishedColumn.KeyName(key)
            : FinishedColumn.AggregateName(finish.Aggregates[column.Aggregate!.Value].Output));

    /// <summary>A computed value, or an error that names the job and what it is of.</summary>
    internal static string Checked(string job, SqlEngine engine, Expr value, string what) =>
        engine.Guarded(value.In(engine), engine.Raises ? null : value.FailsIn(engine), value.Type, $"Job '{job}': {what} of a "
            + "group cannot be computed: arithmetic overflow, division by zero, or a null where a value is needed.");

    private static string Plain(SqlEngine engine, FinishNode finish, OutputColumn column) => column.Key is { } key ? engine.Quote(key)
        : Finish(engine, finish.Aggregates[column.Aggregate!.Value]);

    private static string Finish(SqlEngine engine, Aggregates.AggregateCall call) =>
        call.Function.Finish(engine, call, [.. call.States.Select(s => engine.Quote(s.Name))]);

    // A group that has no events of one side of a join is in no answer.
    private static string Matched(FinishNode finish, SqlEngine engine) => finish.Matched.Length == 0 ? ""
        : $" WHERE {string.Join(" AND ", finish.Matched.Select(m => $"{engine.Quote(m)} > 0"))}";
}
