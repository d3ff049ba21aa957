using System.Collections.Immutable;
using System.Globalization;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// Makes the nodes of a plan, and checks all that a plan may not say: names, types, windows, keys. A front end (LINQ, SQL, JSON) only reads
/// its syntax and calls it; what is refused is noted in <see cref="Mistakes"/> with its place, and the rest is read on.
/// Not thread-safe.
/// </summary>
public sealed class PlanBuilder
{
    internal const int MaxKeys = 64;
    private const int MaxColumns = 1_000;

    private readonly Dictionary<string, SourceSchema> _sources = new(StringComparer.Ordinal);

    /// <summary>A builder for a job's plan.</summary>
    public PlanBuilder(string job)
    {
        ArgumentNullException.ThrowIfNull(job);
        Job = job;
        if (job.Length is 0 or > 100 || !char.IsAsciiLetter(job[0]) || !job.All(c =>
            char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            Refuse("UNI0030", $"job '{job}'", "the name is not a lower-case identifier of at most 100 characters.", "Override Name.");
        }
    }

    /// <summary>The job's name.</summary>
    public string Job { get; }

    /// <summary>What was refused so far.</summary>
    public Mistakes Mistakes { get; } = new();

    /// <summary>The events of a source.</summary>
    public LogicalNode Scan(SourceSchema source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_sources.TryAdd(source.Name, source) && _sources[source.Name] != source)
        {
            Refuse("UNI0055", $"source '{source.Name}'",
                $"two sources have this name: {_sources[source.Name].Describe()}; and {source.Describe()}.",
                "A source's name is its log's. Declare it once and share it, or give one another Name.");
        }

        return new ScanNode(source, source.Columns);
    }

    /// <summary>The rows for which a predicate is true.</summary>
    public LogicalNode Filter(LogicalNode input, Expr predicate, string node)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        if (predicate is not PoisonExpr && predicate.Type != DataType.Boolean)
        {
            Refuse("UNI0016", node, $"a condition is true or false; this is {predicate.Type}.", "Compare it with something.");
        }

        RequireColumnsOf(input, predicate, node);

        return predicate is PoisonExpr ? input : new FilterNode(input, predicate);
    }

    /// <summary>Columns, passed on or computed.</summary>
    public LogicalNode Project(LogicalNode input, IEnumerable<ProjectedColumn> columns, string node)
    {
        ImmutableArray<ProjectedColumn> all = [.. columns];
        RequireDistinct(all.Select(c => c.Name), "columns", node);
        RequireColumnsOf(input, all, node);
        return new ProjectNode(input, all);
    }

    /// <summary>The rows of both.</summary>
    public LogicalNode Concat(LogicalNode left, LogicalNode right, string node)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var added = right.Schema.Where(c => left.Schema.All(l => l.Name != c.Name)).Select(c => (c, (Field?)null));
        foreach (var (column, other) in left.Schema.Select(c => (c, right.Schema.FirstOrDefault(r => r.Name == c.Name))).Concat(added))
        {
            if (other is null || other.Type != column.Type)
            {
                Refuse("UNI0050", node, $"column {column} is {(other is null ? "missing" : other.Type.ToString())} on the other side.",
                    "Select the same columns of the same types on both sides, with the same precision and nullability.");
            }
        }

        ImmutableArray<LogicalNode> inputs = [.. Flat(left), .. Flat(right)];
        return new ConcatNode(inputs);
    }

    /// <summary>A row for every element of a list. The names of its columns begin with that of the list, and <c>[]</c>.</summary>
    /// <param name="input">The rows that have the list.</param>
    /// <param name="list">The list.</param>
    /// <param name="node">What the author wrote.</param>
    public UnnestNode? Unnest(LogicalNode input, Expr list, string node)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(list);
        RequireColumnsOf(input, list, node);
        if (list.Type is not { Kind: TypeKind.List, Element: { } element })
        {
            Refuse("UNI0065", node, $"only a list has elements; this is {list.Type}.",
                "Name a column that is an array, list or dictionary.");
            return null;
        }

        var prefix = (list is ColumnExpr { Name: var name } ? name : "list") + "[]";
        while (input.Schema.Any(c => c.Name == prefix || c.Name.StartsWith(prefix + ".", StringComparison.Ordinal)))
        {
            prefix += "[]";
        }

        var passed = input.Schema;
        if (list is not ColumnExpr column)
        {
            column = new ColumnExpr(prefix[..^2] + "#", list.Type);
            input = new ProjectNode(input, [.. passed.Select(c => new ProjectedColumn(c.Name, new ColumnExpr(c.Name, c.Type))),
                new ProjectedColumn(column.Name, list)]);
        }

        return new UnnestNode(input, column, prefix, passed, element.Fields);
    }

    /// <summary>Groups by keys, of which at most one is a window.</summary>
    public GroupBuilder Group(LogicalNode input, IEnumerable<KeyValuePair<string, Expr>> keys, string node)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImmutableArray<KeyValuePair<string, Expr>> all = [.. keys];
        RequireDistinct(all.Select(k => k.Key), "keys", node);
        var columns = ImmutableArray.CreateBuilder<KeyColumn>();
        WindowKey? window = null;
        foreach (var (name, value) in all)
        {
            RequireColumnsOf(input, value, node);
            if (FoundWindow.Of(input, value) is { } found)
            {
                if (window is not null)
                {
                    Refuse("UNI0032", node, "a query has one window.", "Group by other times as plain columns (f.Other.Date).");
                }
                else if (!found.OverEventTime)
                {
                    Refuse("UNI0032", node, $"a window is over the source's event time{(input.EventTime is { } at ? $", '{at}'" : "")}.",
                        "Window over the event time once; group by other times as plain columns (f.Other.Date)."
                        + (input.EventTime is null ? " Of several sources select each one's event time under one name." : ""));
                }

                if (found.Panes?.Problem is { } problem)
                {
                    Refuse("UNI0070", node, problem.Reason, problem.WayOut);
                }

                window ??= new WindowKey(name, found.Shape, value) { Panes = found.Panes };
            }
            else
            {
                columns.Add(new KeyColumn(name, value));
            }
        }

        if (window is { Panes: WindowLengths })
        {
            RequireDistinct(all.Select(k => k.Key).Append(window.LengthName), "keys", node);
        }

        if (all.Length is 0 or > MaxKeys)
        {
            Refuse("UNI0039", node, string.Create(CultureInfo.InvariantCulture, $"a group has 1 to {MaxKeys} keys, the window among them."),
                "Group by a constant for one total of everything; concatenate keys when there are more.");
        }

        return new GroupBuilder(this, input, columns.ToImmutable(), window);
    }

    /// <summary>One result row an event, of these columns.</summary>
    public ResultNode Emit(LogicalNode input, IEnumerable<ProjectedColumn> columns, string node)
    {
        ImmutableArray<ProjectedColumn> all = [.. columns];
        RequireColumns(all.Select(c => c.Name), node);
        if (all.Length is 0 or > MaxColumns)
        {
            Refuse("UNI0035", node, $"a result row has {all.Length} columns.",
                string.Create(CultureInfo.InvariantCulture, $"Select 1 to {MaxColumns:N0}."));
        }

        RequireColumnsOf(input, all, node);
        var result = new EmitNode(new ProjectNode(input, all));
        PaneUses.Refuse(this, result, node);
        return result;
    }

    /// <summary>The finished results of groups.</summary>
    /// <param name="groups">The groups, one for each input.</param>
    /// <param name="inner">True to keep only keys that all inputs have.</param>
    /// <param name="columns">The result's columns: keys and aggregates.</param>
    /// <param name="node">What the author wrote.</param>
    /// <param name="having">What the groups in the answer must meet; null for all. Aggregates of its own are kept for it.</param>
    /// <param name="sorted">What the answer is ordered by: what columns of the result are made of.</param>
    public ResultNode Finish(ImmutableArray<GroupBuilder> groups, bool inner, ImmutableArray<ResultColumn> columns, string node,
        Expr? having = null, ImmutableArray<(Expr By, bool Descending)> sorted = default)
    {
        RequireColumns(columns.Select(c => c.Name), node);
        // A group's aggregates stand in the order of the result's columns, however they were added; behind them those that are only in an
        // expression, in the order in which they are used.
        var used = columns.Select(c => c.Value).Append(having).OfType<Expr>().SelectMany(v => v.Walk()).OfType<ColumnExpr>().Select(c =>
            c.Name).ToList();
        var places = groups.Select(g =>
        {
            var shown = columns.Select(c => c.Aggregate).OfType<AddedAggregate>().Where(a => a.Group == g).Select(a => a.Place).ToList();
            return shown.Concat(g.Places(used).Except(shown)).ToList();
        }).ToList();
        ImmutableArray<AggregateNode> built = [.. groups.Select((g, i) => g.Build(places[i], inner ? $"_matched{i}" : null, i,
            partial: groups.Length > 1))];
        var identity = built[0].AnswerIdentity;
        foreach (var other in built.Skip(1).Where(g => g.AnswerIdentity != identity || g.Window?.Shape != built[0].Window?.Shape))
        {
            Refuse("UNI0051", node,
                $"the groups have other keys: ({string.Join(", ", identity)}) and ({string.Join(", ", other.AnswerIdentity)}), or other "
                    + $"windows.",
                "Group all inputs by the same names, types and window.");
        }

        // A key that was refused is missing here, and is not refused a second time.
        foreach (var column in columns.Where(c => Mistakes.All.Count == 0 && c.Aggregate is null && c.Value is null
            && identity.All(k => k.Name != c.Key)))
        {
            Refuse("UNI0036", node, $"column '{column.Name}' is to be key '{column.Key}', which the groups do not have.",
                $"Name a key of the groups: {string.Join(", ", identity.Select(k => k.Name))}.");
        }

        foreach (var key in identity.Where(k => columns.All(c => c.Key != k.Name)))
        {
            Refuse("UNI0034", $"key '{key.Name}'", "is not in the result, so result rows could not be told apart.",
                "Add it to the select.");
        }

        int Number(int group, int place) => built.Take(group).Sum(g => g.Aggregates.Length) + places[group].IndexOf(place);
        OutputColumn Output(ResultColumn column)
        {
            if (column.Aggregate is { } added)
            {
                var place = Number(groups.IndexOf(added.Group), added.Place);
                return new OutputColumn(new Field(column.Name, added.Type), null, place);
            }

            var type = column.Value?.Type ?? identity.FirstOrDefault(k => k.Name == column.Key)?.Type ?? DataType.Int64;
            return new OutputColumn(new Field(column.Name, type), column.Key, null, column.Value);
        }

        var result = new FinishNode(built is [var one] ? one : new CogroupNode(built), [.. columns.Select(Output)])
        {
            Matched = inner ? [.. built.Select((g, i) => g.Aggregates.First(a => a.Output == $"_matched{i}").States[0].Name)] : [],
        };
        PaneUses.Refuse(this, result, node);
        if (built[0].Input.Walk().OfType<ResultNode>().Any())
        {
            RequireReadable(result, node);
        }

        foreach (var column in result.Columns.Where(c => c.Value is not null))
        {
            RequireFinishing(result, column.Value!, $"column '{column.Field.Name}'");
        }

        var ordered = sorted.IsDefaultOrEmpty ? result : result with
        {
            Sorted = [.. sorted.Select(s => Sort(result, s.By, s.Descending, node))],
        };
        return having is null ? ordered : Having(ordered, having, node);
    }

    /// <summary>The same result, its answer in an order of its columns.</summary>
    public ResultNode Sort(ResultNode result, IEnumerable<(string Name, bool Descending)> columns, string node)
    {
        ArgumentNullException.ThrowIfNull(result);
        ImmutableArray<SortColumn> sorted = [.. columns.Select(c => new SortColumn(c.Name, c.Descending))];
        RequireDistinct(sorted.Select(s => s.Name), "sort columns", node);
        foreach (var column in sorted.Where(s => result.Columns.All(c => c.Field.Name != s.Name)))
        {
            Refuse("UNI0052", node, $"'{column.Name}' is not a column of the result.", "Name columns of the select.");
        }

        return result with { Sorted = sorted };
    }

    private SortColumn Sort(FinishNode result, Expr by, bool descending, string node)
    {
        var column = result.Columns.FirstOrDefault(c => by.Equals(c.Value ?? (c.Key is { } key
            ? FinishedColumn.Key(result.Groups[0].AnswerIdentity.First(k => k.Name == key))
            : FinishedColumn.Aggregate(result.Aggregates[c.Aggregate!.Value].Output, c.Field.Type))));
        if (column is null)
        {
            Refuse("UNI0052", node, $"the answer is to be ordered by {by}, which is no column of it.", "Add it to the select.");
        }

        return new SortColumn(column?.Field.Name ?? "", descending);
    }

    /// <summary>The same result without the rows for which a predicate over its columns is not true.</summary>
    /// <param name="result">The result of groups.</param>
    /// <param name="predicate">Over keys and finished aggregates: <see cref="FinishedColumn"/>.</param>
    /// <param name="node">What the author wrote.</param>
    public ResultNode Having(ResultNode result, Expr predicate, string node)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(predicate);
        if (result is not FinishNode finish)
        {
            Refuse("UNI0056", node, "a result of one row an event has no groups to choose from.", "Write the where before the select.");
            return result;
        }

        if (predicate is PoisonExpr)
        {
            return result;
        }

        if (predicate.Type != DataType.Boolean)
        {
            Refuse("UNI0016", node, $"a condition is true or false; this is {predicate.Type}.", "Compare it with something.");
        }

        RequireFinishing(finish, predicate, node);
        return finish with
        {
            Having = finish.Having is null ? predicate : new CallExpr(Logic.And, [finish.Having, predicate], DataType.Boolean),
        };
    }

    // The serving engine computes it, and nothing else: what has no exact form there is refused now, not when the view is made.
    private void RequireFinishing(FinishNode result, Expr value, string node)
    {
        var known = result.Groups[0].AnswerIdentity.Select(FinishedColumn.Key)
            .Concat(result.Aggregates.Select(a => FinishedColumn.Aggregate(a.Output, a.ResultType))).ToHashSet();
        foreach (var column in value.Walk().OfType<ColumnExpr>().Where(c => !known.Contains(c)))
        {
            Refuse("UNI0012", node, $"there is no {column.Type} '{column.Name}' in the result of the groups.",
                $"There is: {string.Join(", ", known.Select(c => $"{c.Name}: {c.Type}"))}.");
        }

        try
        {
            _ = value.In(SqlEngine.ClickHouse);
            _ = value.FailsIn(SqlEngine.ClickHouse);
        }
        catch (DefinitionException refused) when (refused.Code == "UNI0090")
        {
            Refuse("UNI0090", node, $"{refused.Node} has no form in {SqlEngine.ClickHouse} that gives exactly the same, and results of "
                + "groups are finished there.", "Compute it before the group (let), or inside the aggregate (g.Sum(e => ...)).");
        }
    }

    /// <summary>The rows of a result with the largest values of a column.</summary>
    /// <param name="result">A result of groups.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="by">The column.</param>
    /// <param name="of">The columns of whose values each has its own rows.</param>
    /// <param name="node">What the author wrote.</param>
    public ResultNode Top(ResultNode result, int count, string by, IEnumerable<string> of, string node)
    {
        ArgumentNullException.ThrowIfNull(result);
        ImmutableArray<string> each = [.. of];
        RequireDistinct(each, "columns of a ranking", node);
        if (result.Stored is EmitNode)
        {
            Refuse("UNI0066", node, "rows of events are not ranked: they never end.", "Group them, by a window perhaps.");
        }

        if (count is < 1 or > MaxRanked)
        {
            Refuse("UNI0066", node, string.Create(CultureInfo.InvariantCulture, $"{count} rows cannot be ranked."),
                string.Create(CultureInfo.InvariantCulture, $"Ask for 1 to {MaxRanked:N0}."));
        }

        foreach (var name in each.Append(by).Where(n => result.Columns.All(c => c.Field.Name != n)))
        {
            Refuse("UNI0012", node, $"'{name}' is not a column of the result.",
                $"The columns are: {string.Join(", ", result.Columns.Select(c => c.Field.Name))}.");
        }

        return new TopNode(result, count, by, each);
    }

    private const int MaxRanked = 1_000_000;

    // Groups of finished rows are computed when the answer is read, in the serving engine and nowhere else.
    private void RequireReadable(FinishNode result, string node)
    {
        if (result.Groups.Length > 1 || result.Groups[0].Window is not null || result.Stored is EmitNode)
        {
            Refuse("UNI0066", node, "rows of a result are grouped alone.", "Group one result of groups, by its columns.");
            return;
        }

        foreach (var call in result.Groups[0].Aggregates)
        {
            if (call.Function.Name is not ("Count" or "Sum" or "Average" or "Min" or "Max"))
            {
                Refuse("UNI0090", node, $"{call.Function.Name} of finished rows has no form in {SqlEngine.ClickHouse}, where they are "
                    + "grouped.", "Use Count, Sum, Average, Min or Max; or group the events themselves.");
                continue;
            }

            Try(node, () => call.Function.Fold(SqlEngine.ClickHouse, call, new FoldOperands("x", "y")).ToString());
        }

        foreach (var value in result.Groups[0].Expressions)
        {
            Try(node, () => (value.In(SqlEngine.ClickHouse), value.FailsIn(SqlEngine.ClickHouse)).GetHashCode());
        }
    }

    private void Try(string node, Action lower)
    {
        try
        {
            lower();
        }
        catch (DefinitionException refused) when (refused.Code == "UNI0090")
        {
            Refuse("UNI0090", node, $"{refused.Node} has no form in {SqlEngine.ClickHouse} that gives exactly the same, and results of "
                + "groups are finished there.", "Compute it before the first group, or with another aggregate.");
        }
    }

    /// <summary>The same result, its table sorted by columns.</summary>
    public ResultNode Order(ResultNode result, IEnumerable<string> columns, string node)
    {
        ArgumentNullException.ThrowIfNull(result);
        ImmutableArray<string> order = [.. columns];
        RequireDistinct(order, "sort columns", node);
        if (result is TopNode ranked)
        {
            return ranked with { Input = Order(ranked.Input, order, node) };
        }

        if (result != result.Stored)
        {
            Refuse("UNI0052", node, "rows that are computed when the answer is read are in no table.",
                "Order the first result, or order when you query.");
        }

        foreach (var name in order)
        {
            var column = result.Columns.FirstOrDefault(c => c.Field.Name == name);
            if (column is null || (result is FinishNode { Groups: [var group, ..] }
                && (column.Key is null || group.Identity.All(k => k.Name != column.Key))))
            {
                Refuse("UNI0052", node, $"'{name}' is not a {(result is FinishNode ? "key" : "column")} of the result.",
                    result is FinishNode ? "A table of groups is sorted by keys; order other columns when you query."
                        : "Name columns of the select.");
            }
        }

        return result with { Order = order };
    }

    /// <summary>The same result, kept for whole days.</summary>
    public ResultNode Keep(ResultNode result, TimeSpan time, string node)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (time < TimeSpan.FromDays(1) || time.Ticks % TimeSpan.TicksPerDay != 0 || time.Days > 36_500)
        {
            Refuse("UNI0053", node, $"rows cannot be kept for {time}.", "Give whole days, 1 to 36,500: TimeSpan.FromDays(90).");
            return result;
        }

        if (result.Stored is FinishNode { Groups: [{ Window: null }, ..] })
        {
            Refuse("UNI0053", node, "a total over all time has no age.", "Group by a window too, or keep it for ever.");
        }

        return result with { KeepDays = time.Days };
    }

    /// <summary>Notes a refusal at the place that is being read.</summary>
    public void Refuse(string code, string node, string reason, string wayOut) =>
        Mistakes.Add(new DefinitionMistake(code, node, reason, wayOut));

    /// <summary>Refuses columns that the input does not have, which only a front end can name that does not know them.</summary>
    internal void RequireColumnsOf(LogicalNode input, Expr expr, string node)
    {
        foreach (var column in expr.Walk().OfType<ColumnExpr>().Where(c => !input.Schema.Contains(new Field(c.Name, c.Type))))
        {
            var known = input.Schema.FirstOrDefault(f => f.Name == column.Name);
            Refuse("UNI0012", node, known is null ? $"there is no column '{column.Name}'."
                : $"column '{column.Name}' is {known.Type}, not {column.Type}.",
                $"The columns here: {string.Join(", ", input.Schema)}.");
        }
    }

    private void RequireColumnsOf(LogicalNode input, IEnumerable<ProjectedColumn> columns, string node)
    {
        foreach (var column in columns)
        {
            RequireColumnsOf(input, column.Value, node);
        }
    }

    private void RequireColumns(IEnumerable<string> names, string node)
    {
        ImmutableArray<string> all = [.. names];
        RequireDistinct(all, "columns", node);
        foreach (var name in all.Where(n => n.StartsWith('_') || FinishedColumn.IsKept(n)))
        {
            Refuse("UNI0026", node, $"the result column '{name}' starts with '{name[0]}', which is kept for columns of Unified's own.",
                "Rename it.");
        }
    }

    private void RequireDistinct(IEnumerable<string> names, string what, string node)
    {
        foreach (var twice in names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Refuse("UNI0033", node, $"two {what} are named '{twice.Key}'.", "Rename one.");
        }
    }

    // A concatenation of concatenations is one; a projection that passes all of it on as it is changes nothing.
    private static IEnumerable<LogicalNode> Flat(LogicalNode node) => node switch
    {
        ConcatNode concat => concat.Inputs,
        ProjectNode { Input: ConcatNode { Inputs: var inputs } below } project when project.Schema == below.Schema
            && project.Columns.All(c => c.Value is ColumnExpr column && column.Name == c.Name) => inputs,
        _ => [node],
    };
}
