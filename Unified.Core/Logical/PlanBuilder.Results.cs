using System.Collections.Immutable;
using System.Globalization;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Logical;

// What a plan gives: a row an event, or the finished results of groups.
public sealed partial class PlanBuilder
{
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
    /// <param name="expands">True when rows are made of a list of events in it: then names of Unified's own are among the columns.</param>
    public ResultNode Finish(ImmutableArray<GroupBuilder> groups, bool inner, ImmutableArray<ResultColumn> columns, string node,
        Expr? having = null, ImmutableArray<(Expr By, bool Descending)> sorted = default, bool expands = false)
    {
        if (!expands)
        {
            RequireColumns(columns.Select(c => c.Name), node);
        }

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

        // Of an expansion the rows are asked for them.
        foreach (var key in identity.Where(k => !expands && columns.All(c => c.Key != k.Name)))
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
        if (!expands)
        {
            RequireExpanded(result, node);
        }

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
            Refuse("UNI0056", node, result switch
            {
                TopNode => "a ranking has chosen its rows already.",
                ExpandNode => "the first events of each group have been taken already.",
                _ => "a result of one row an event has no groups to choose from.",
            }, result switch
            {
                TopNode => "Write the where before Top, or filter when you query.",
                ExpandNode => "Write the where before they are taken, g.Where(x => ...).OrderBy(...).Take(n), or filter when you query.",
                _ => "Write the where before the select.",
            });
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
}
