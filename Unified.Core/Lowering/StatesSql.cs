using System.Globalization;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Lowering;

/// <summary>The states of a plan's groups, folded from events in the SQL of an engine: one row a (keys, window).</summary>
/// <param name="plan">A plan of groups.</param>
/// <param name="engine">The engine.</param>
/// <param name="inputs">The events.</param>
/// <param name="answer">
/// True for the windows of the answer, which rows hold the panes of: they are made of events here, so that no line about panes is shared
/// with what serves them.
/// </param>
internal sealed class StatesSql(JobPlan plan, SqlEngine engine, IReadOnlyList<OracleInput> inputs, bool answer = false)
{
    private readonly OracleWindows? _windows = answer && plan.Rows.Panes is { } panes
        ? new OracleWindows(new RelationSql(engine, inputs), panes, ((FinishNode)plan.Stored).Groups.Items) : null;

    /// <summary>The query.</summary>
    public string Of()
    {
        // A filtered aggregate is the aggregate of a filtered group that the others are cogrouped with: whatever its fold looks like.
        AggregateNode[][] parts = [.. ((FinishNode)plan.Stored).Groups.Select(g => Unfiltered(g).ToArray())];
        AggregateNode[] groups = [.. parts.SelectMany(p => p)];
        string[] queries = [.. parts.SelectMany((part, number) => part.Select(g => Group(g, number)))];
        var together = queries[0];
        for (var i = 1; i < groups.Length; i++)
        {
            together = Together(together, [.. groups.Take(i)], queries[i], groups[i]);
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

    private string Group(AggregateNode group, int number)
    {
        var places = EventPlaces.Wanted(group, inputs) ? new EventPlaces(plan, number, engine) : null;
        var names = (answer && _windows is not null ? group.AnswerIdentity : group.Identity).Select((f, i) => (Key: Hidden('k', i), f.Name))
            .ToList();
        var events = Events(group, new RelationSql(engine, inputs, places), places?.Names);
        var folds = group.Aggregates.Select((a, i) => (Call: a, Operands: Operands(a, i, places?.Names)))
            .Select(f => (f.Call, Counted: f.Call.Function.Counted(engine, f.Call, f.Operands),
                Plain: f.Call.Function.Fold(engine, f.Call, f.Operands)))
            .SelectMany(f => f.Call.States.Select((s, i) => (State: s, Pairs: f.Counted.IsEmpty ? null : f.Counted[i], Plain: f.Plain[i])))
            .ToList();
        var columns = names.Select(n => $"{n.Key} AS {engine.Quote(n.Name)}")
            .Concat(folds.Where(f => f.Pairs is null).Select(f => $"{f.Plain} AS {engine.Quote(f.State.Name)}")).ToList();
        var by = names.Count == 0 ? "" : $" GROUP BY {string.Join(", ", names.Select(n => n.Key))}";
        // Without keys SQL gives a row for no events at all; the engine gives none. Without columns there is one: the rows count.
        var rows = $"SELECT {string.Join(", ", columns.DefaultIfEmpty("1"))} FROM ({events}){by} HAVING count(*) > 0";
        return folds.Where(f => f.Pairs is not null).Aggregate(rows, (all, f) => CountedState.Beside(engine, all, events,
            [.. names.Select(n => (n.Key, engine.Quote(n.Name)))], f.State, f.Pairs!));
    }

    // Keys and arguments are computed below the grouping, under names that no column of a job has.
    private string Events(AggregateNode group, RelationSql relations, FoldPlace? place)
    {
        var identity = group.Keys.Select(k => Key(k.Value)).ToList();
        if (group.Window is { } window)
        {
            identity.Add(_windows is null ? Stored(window.Start.In(engine), window.Start.Type) : _windows.Time(group));
        }

        var arguments = group.Aggregates.Select((a, i) => a.Argument is null ? null
            : $"{Stored(a.Argument.In(engine), a.Argument.Type)} AS {Hidden('a', i)}");
        var orders = group.Aggregates.Select((a, i) => a.By is null ? null
            : $"{Stored(a.By.In(engine), a.By.Type)} AS {Hidden('b', i)}");
        var more = group.Aggregates.SelectMany((a, i) => a.More.Select((m, k) => $"{m.In(engine)} AS {More(i, k)}"));
        var computed = identity.Select((sql, i) => $"{sql} AS {Hidden('k', i)}").Concat(arguments.Concat(orders).OfType<string>())
            .Concat(more).DefaultIfEmpty("1");
        computed = place is null ? computed : computed.Concat([place.Log, place.Partition, place.Offset, place.Branch]);
        var events = $"SELECT {string.Join(", ", computed)} FROM "
            + $"({relations.Waiting(group.Input, group.Keys.Any(k => k.Value.CanFail()))})";
        // Spark has the bits of a number of Java, by what it takes for no function: not within an aggregate.
        var bits = engine == SqlEngine.Spark ? group.Aggregates.SelectMany((a, i) => new[] { (a.Argument, Of: 'a', To: 'e', i),
                (a.By, Of: 'b', To: 'f', i) }).Where(b => b.Item1 is { Type.IsFloating: true })
            .Select(b => $"{OrderedBits.Encode(engine, Hidden(b.Of, b.i), b.Item1!.Type)} AS {Hidden(b.To, b.i)}").ToList() : [];
        events = bits.Count == 0 ? events : $"SELECT *, {string.Join(", ", bits)} FROM ({events})";
        return _windows?.Of(events, group.Keys.Length) ?? events;
    }

    private FoldOperands Operands(AggregateCall call, int i, FoldPlace? place) =>
        new(Hidden('a', i), Hidden('b', i), place)
        {
            More = [.. call.More.Select((_, k) => More(i, k))],
            ArgumentOrder = engine == SqlEngine.Spark && call.Argument is { Type.IsFloating: true } ? Hidden('e', i) : null,
            ByOrder = engine == SqlEngine.Spark && call.By is { Type.IsFloating: true } ? Hidden('f', i) : null,
        };

    private string Together(string left, IReadOnlyList<AggregateNode> lefts, string right, AggregateNode added)
    {
        var keys = (answer ? plan.Rows.AnswerIdentity : plan.Rows.Identity).Select(f => engine.Quote(f.Name)).ToList();
        string Filled(string side, AggregateNode group) => string.Join(", ", group.Aggregates.SelectMany(a => a.States)
            .Select(s => $"coalesce({side}.{engine.Quote(s.Name)}, {s.Empty(engine)}) AS {engine.Quote(s.Name)}"));
        var columns = keys.Select(k => $"coalesce(l.{k}, r.{k}) AS {k}").Concat(lefts.Select(g => Filled("l", g)))
            .Append(Filled("r", added)).Where(c => c.Length > 0);
        var same = keys.Select(k => $"l.{k} IS NOT DISTINCT FROM r.{k}").DefaultIfEmpty("true");
        return $"SELECT {string.Join(", ", columns)} FROM ({left}) l FULL JOIN ({right}) r ON {string.Join(" AND ", same)}";
    }

    private string Hidden(char kind, int number) => engine.Quote(string.Create(CultureInfo.InvariantCulture, $"#{kind}{number}"));

    private string More(int aggregate, int number) =>
        engine.Quote(string.Create(CultureInfo.InvariantCulture, $"#m{aggregate}_{number}"));

    // Zeros of either sign are one key, and it is stored without a sign.
    private string Key(Expr value) =>
        value.Type.IsFloating ? $"CAST(({value.In(engine)}) + 0 AS {engine.TypeName(value.Type)})" : Stored(value.In(engine), value.Type);

    // The native engine rejects an event whose row would have a time that tables cannot hold. Rows of DuckDB are in no table.
    private string Stored(string value, DataType type)
    {
        if (engine != SqlEngine.Spark || type.Kind is not (TypeKind.Timestamp or TypeKind.Date))
        {
            return value;
        }

        var unit = type.Kind == TypeKind.Date ? Timestamps.MicrosPerDay : 1;
        return $"CAST({Spark.Let("s", value, string.Create(CultureInfo.InvariantCulture,
            $"case when s not between {Timestamps.FirstStorable / unit} and {(Timestamps.EndOfStorable - 1) / unit} ")
            + $"then {Spark.Error("a time outside the years 1900 to 2299, which tables can hold")} else s end")} "
            + $"AS {Spark.Type(type)})";
    }
}
