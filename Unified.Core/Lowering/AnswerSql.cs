using System.Globalization;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.Sql;

namespace Unified.Lowering;

/// <summary>
/// What is computed from finished rows when the answer is read, in the SQL of an engine: rankings, and groups of groups. Nothing of it is
/// stored, so it is what the rows say at every moment.
/// </summary>
/// <param name="job">The job's name, for errors.</param>
/// <param name="engine">The engine.</param>
public sealed class AnswerSql(string job, SqlEngine engine)
{
    /// <summary>The answer over the finished rows of what is stored.</summary>
    /// <param name="node">The root of the plan.</param>
    /// <param name="stored">The result whose states are stored.</param>
    /// <param name="rows">Its finished rows: a query.</param>
    public string Of(ResultNode node, ResultNode stored, string rows) => node switch
    {
        _ when ReferenceEquals(node, stored) => rows,
        TopNode top => Top(top, Of(top.Input, stored, rows)),
        ExpandNode expand => Expanded(expand, Of(expand.Input, stored, rows)),
        FinishNode { Groups: [var group] } finish =>
            FinishSql.Select(job, finish, engine, $"({States(group, n => Of(n, stored, rows))})"),
        _ => throw new InternalException($"A {node.GetType().Name} is not computed from finished rows."),
    };

    /// <summary>The answer with <see cref="ExpandNode.Place"/>, which with the keys tells its rows apart.</summary>
    public string Placed(ExpandNode node, string rows) => Expanded(node, rows, $", {engine.Quote(ExpandNode.Place)}");

    private string Expanded(ExpandNode node, string rows, string more = "")
    {
        var columns = node.Columns.Select(c => (c.Value is { } value ? Checked(value, $"column '{c.Field.Name}'") : Passed(node, c))
            + $" AS {engine.Quote(c.Field.Name)}");
        return $"SELECT {string.Join(", ", columns)}{more} FROM ({ExpandSql.Rows(node, engine, rows)})";
    }

    // Names of the groups' columns would hide those of the rows.
    private string Passed(ExpandNode node, OutputColumn column) =>
        engine.Quote(node.Input.Columns.First(c => c.Key == column.Key).Field.Name);

    /// <summary>The rows in the order that the definition gives them; of equal ones in that of their keys.</summary>
    public string Sorted(ResultNode node, string rows)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Sorted.Length == 0 ? rows
            : $"SELECT * FROM ({rows}) ORDER BY {string.Join(", ", node.Sorted.Select(s => (s.Name, s.Descending))
                .Concat(node.Columns.Where(c => c.Key is not null).Select(c => (c.Field.Name, Descending: false))).DistinctBy(s => s.Name)
                .Select(s => $"{engine.Quote(s.Name)} {(s.Descending ? "DESC" : "ASC")} NULLS LAST"))}";
    }

    /// <summary>The ranked rows of a result.</summary>
    public string Top(TopNode top, string rows)
    {
        ArgumentNullException.ThrowIfNull(top);
        var by = top.Columns.First(c => c.Field.Name == top.By).Field;
        var value = engine.Quote(by.Name);
        // NaN is no value, and engines have it on either end.
        var order = by.Type.IsFloating ? $"(CASE WHEN isNaN({value}) THEN NULL ELSE {value} END)" : value;
        var keys = top.Columns.Where(c => c.Key is not null).Select(c => $", {engine.Quote(c.Field.Name)} ASC NULLS LAST");
        var each = top.Of.Length == 0 ? "" : $"PARTITION BY {string.Join(", ", top.Of.Select(engine.Quote))} ";
        var columns = string.Join(", ", top.Columns.Select(c => engine.Quote(c.Field.Name)));
        return string.Create(CultureInfo.InvariantCulture,
            $"SELECT {columns} FROM (SELECT {columns}, row_number() OVER ({each}ORDER BY {order} ")
            + string.Create(CultureInfo.InvariantCulture,
                $"DESC NULLS LAST{string.Concat(keys)}) AS _rank FROM ({rows})) WHERE _rank <= {top.Count}");
    }

    /// <summary>The states of groups of finished rows.</summary>
    /// <param name="group">The groups.</param>
    /// <param name="result">The rows of a result: a query.</param>
    private string States(AggregateNode group, Func<ResultNode, string> result)
    {
        // Keys and arguments are computed below the grouping, under names that no column of a job has.
        var keys = group.Keys.Select((k, i) => $"{Checked(k.Value, $"key '{k.Name}'")} AS {Name('k', i)}");
        var arguments = group.Aggregates.Select((a, i) => a.Argument is null ? null
            : $"{Checked(a.Argument, $"column '{a.Column}'")} AS {Name('a', i)}").OfType<string>();
        var filters = group.Aggregates.Select((a, i) => a.Filter is null ? null
            : $"{Checked(a.Filter, $"column '{a.Column}'")} AS {Name('f', i)}").OfType<string>();
        var states = group.Aggregates.SelectMany((a, i) => Fold(a, i).Zip(a.States)
            .Select(s => $"{s.First} AS {engine.Quote(s.Second.Name)}"));
        var columns = group.Keys.Select((k, i) => $"{Name('k', i)} AS {engine.Quote(k.Name)}").Concat(states);
        return $"SELECT {string.Join(", ", columns)} FROM (SELECT {string.Join(", ", keys.Concat(arguments).Concat(filters))} FROM "
            + $"({Relation(group.Input, result)})) GROUP BY {string.Join(", ", group.Keys.Select((_, i) => Name('k', i)))}";
    }

    private IEnumerable<string> Fold(AggregateCall call, int i)
    {
        if (call.Filter is null)
        {
            return call.Function.Fold(engine, call, new FoldOperands(Name('a', i), "NULL"));
        }

        // Of rows that do not pass there is nothing to count and no value.
        return call.Argument is null ? [$"count(CASE WHEN {Name('f', i)} THEN 1 END)"]
            : call.Function.Fold(engine, call, new FoldOperands($"(CASE WHEN {Name('f', i)} THEN {Name('a', i)} END)", "NULL"));
    }

    private string Relation(LogicalNode node, Func<ResultNode, string> result) => node switch
    {
        ResultNode rows => result(rows),
        FilterNode filter => $"SELECT * FROM ({Relation(filter.Input, result)}) WHERE {Checked(filter.Predicate, FinishSql.Where)}",
        ProjectNode project => $"SELECT {string.Join(", ", project.Columns.Select(c =>
            $"{(c.Value is ColumnExpr ? c.Value.In(engine) : Checked(c.Value, $"column '{c.Name}'"))} AS {engine.Quote(c.Name)}"))} FROM "
            + $"({Relation(project.Input, result)})",
        _ => throw new InternalException($"Node {node.GetType().Name} is not computed from finished rows."),
    };

    private string Checked(Expr value, string what) => value is ColumnExpr ? value.In(engine) : FinishSql.Checked(job, engine, value, what);

    private string Name(char kind, int i) => engine.Quote(string.Create(CultureInfo.InvariantCulture, $"#{kind}{i}"));
}
