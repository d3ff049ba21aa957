using System.Collections.Immutable;
using System.Globalization;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Expressions;
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
        return Plain(States(plan, inputs, answer: false), plan.Rows.Columns);
    }

    /// <summary>The finished answer: the columns of <see cref="JobPlan.Outputs"/>, as the job's view has them.</summary>
    public static OracleQuery Answer(JobPlan plan, params IReadOnlyList<OracleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ImmutableArray<RowColumn> outputs = [.. plan.Outputs.Select(o => new ValueColumn(o.Field))];
        var rows = plan.Stored is EmitNode emit ? new RelationSql(inputs).Of(emit.Input)
            : FinishSql.Select(plan, Engine, $"({States(plan, inputs, answer: true)})");
        return Plain(new AnswerSql(plan.Job, Engine).Of(plan.Logical, plan.Stored, rows), outputs);
    }

    // Rows hold panes, the answer windows; here windows are made of events, so that no line about panes is shared with what serves them.
    private static string States(JobPlan plan, IReadOnlyList<OracleInput> inputs, bool answer)
    {
        var relations = new RelationSql(inputs);
        var finish = (FinishNode)plan.Stored;
        var windows = answer && plan.Rows.Panes is { } panes ? new OracleWindows(relations, panes, finish.Groups.Items) : null;
        // A filtered aggregate is the aggregate of a filtered group that the others are cogrouped with: whatever its fold looks like.
        AggregateNode[][] parts = [.. finish.Groups.Select(g => Unfiltered(g).ToArray())];
        AggregateNode[] groups = [.. parts.SelectMany(p => p)];
        string[] queries = [.. parts.SelectMany((part, number) => part.Select(g => EventPlaces.Wanted(g, inputs)
            ? Group(new RelationSql(inputs, new EventPlaces(plan, number)), g, windows, EventPlaces.Names)
            : Group(relations, g, windows, null)))];
        var together = queries[0];
        for (var i = 1; i < groups.Length; i++)
        {
            together = Together(plan, together, [.. groups.Take(i)], queries[i], groups[i], windows is not null);
        }

        return together;
    }

    private static IEnumerable<AggregateNode> Unfiltered(AggregateNode group) => group.Aggregates.Where(a => a.Filter is not null)
        .GroupBy(a => a.Filter!).Select(f => group with { Input = Passing(group.Input, f.Key), Aggregates = [.. f] })
        .Prepend(group with { Aggregates = [.. group.Aggregates.Where(a => a.Filter is null)] });

    // Below what is computed, where it can be: a column that only passing rows need may fail for the others.
    private static LogicalNode Passing(LogicalNode input, Expr filter) => input is ProjectNode project
        && filter.Walk().OfType<ColumnExpr>().All(c => project.Columns.Any(p => p.Name == c.Name && p.Value == c))
        ? project with { Input = Passing(project.Input, filter) } : new FilterNode(input, filter);

    private static string Group(RelationSql relations, AggregateNode group, OracleWindows? windows, FoldPlace? place)
    {
        // Keys and arguments are computed below the grouping, under names that no column of a job has.
        var identity = group.Keys.Select(k => Key(k.Value)).ToList();
        if (group.Window is { } window)
        {
            identity.Add(windows is null ? window.Start.In(Engine) : windows.Time(group));
        }

        var arguments = group.Aggregates.Select((a, i) => a.Argument is null ? null : $"{a.Argument.In(Engine)} AS \"#a{i}\"");
        var orders = group.Aggregates.Select((a, i) => a.By is null ? null : $"{a.By.In(Engine)} AS \"#b{i}\"");
        var more = group.Aggregates.SelectMany((a, i) => a.More.Select((m, k) => $"{m.In(Engine)} AS {More(i, k)}"));
        var computed = identity.Select((sql, i) => $"{sql} AS \"#k{i}\"").Concat(arguments.Concat(orders).OfType<string>()).Concat(more)
            .DefaultIfEmpty("1");
        computed = place is null ? computed : computed.Concat([place.Log, place.Partition, place.Offset, place.Branch]);
        var states = group.Aggregates.SelectMany((a, i) => a.Function.Fold(Engine, a, new FoldOperands($"\"#a{i}\"", $"\"#b{i}\"", place)
        {
            More = [.. a.More.Select((_, k) => More(i, k))],
        })
            .Zip(a.States))
            .Select(s => $"{s.First} AS {Engine.Quote(s.Second.Name)}");
        var names = (windows is null ? group.Identity : group.AnswerIdentity).Select((f, i) => (Key: $"\"#k{i}\"", f.Name)).ToList();
        var columns = names.Select(n => $"{n.Key} AS {Engine.Quote(n.Name)}").Concat(states);
        var groups = names.Count == 0 ? "" : $" GROUP BY {string.Join(", ", names.Select(n => n.Key))}";
        // Without keys SQL gives a row for no events at all; the engine gives none.
        var events = $"SELECT {string.Join(", ", computed)} FROM "
            + $"({relations.Waiting(group.Input, group.Keys.Any(k => k.Value.CanFail()))})";
        return $"SELECT {string.Join(", ", columns)} FROM ({windows?.Of(events, group.Keys.Length) ?? events}){groups} HAVING count(*) > 0";
    }

    private static string More(int aggregate, int number) =>
        Engine.Quote(string.Create(CultureInfo.InvariantCulture, $"#m{aggregate}_{number}"));

    // Zeros of either sign are one key, and it is stored without a sign.
    private static string Key(Expr value) =>
        value.Type.IsFloating ? $"(({value.In(Engine)}) + 0)::{Engine.TypeName(value.Type)}" : value.In(Engine);

    private static string Together(JobPlan plan, string left, IReadOnlyList<AggregateNode> lefts, string right, AggregateNode added,
        bool answer)
    {
        var keys = (answer ? plan.Rows.AnswerIdentity : plan.Rows.Identity).Select(f => Engine.Quote(f.Name)).ToList();
        string Filled(string side, AggregateNode group) => string.Join(", ", group.Aggregates.SelectMany(a => a.States)
            .Select(s => $"coalesce({side}.{Engine.Quote(s.Name)}, {s.Empty(Engine)}) AS {Engine.Quote(s.Name)}"));
        var columns = keys.Select(k => $"coalesce(l.{k}, r.{k}) AS {k}").Concat(lefts.Select(g => Filled("l", g)))
            .Append(Filled("r", added)).Where(c => c.Length > 0);
        return $"SELECT {string.Join(", ", columns)} "
            + $"FROM ({left}) l FULL JOIN ({right}) r ON {string.Join(" AND ", keys.Select(k => $"l.{k} IS NOT DISTINCT FROM r.{k}"))}";
    }

    private static OracleQuery Plain(string query, ImmutableArray<RowColumn> columns)
    {
        var plain = columns.Select(c => Engine.Quote(c.Name) + (c.Value is { Kind: TypeKind.Decimal } type
            ? $"::{DuckDb.Wide(type)}::VARCHAR" : ""));
        return new OracleQuery($"SELECT {string.Join(", ", plain)} FROM ({query})", columns);
    }
}
