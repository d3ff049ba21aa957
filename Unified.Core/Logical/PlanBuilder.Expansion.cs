using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Logical;

// Rows of the events that come first in a group.
public sealed partial class PlanBuilder
{
    /// <summary>A row for each event of the list that groups have.</summary>
    /// <param name="groups">The groups, with the column <see cref="ExpandNode.List"/>.</param>
    /// <param name="columns">Keys by the name of their column in the groups; and expressions.</param>
    /// <param name="node">What the author wrote.</param>
    public ResultNode? Expand(ResultNode groups, IEnumerable<ResultColumn> columns, string node)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ImmutableArray<ResultColumn> all = [.. columns];
        RequireColumns(all.Select(c => c.Name), node);
        if (groups is not FinishNode finish || finish.Aggregates.All(a => a.Function != FirstEventsAggregate.Instance)
            || finish.Columns.All(c => c.Field.Name != ExpandNode.List))
        {
            Refuse("UNI0037", node, "the groups have no events that rows could be made of.", "Take some: g.OrderBy(x => x.At).Take(10).");
            return null;
        }

        var known = ExpandNode.Known(finish).ToHashSet();
        foreach (var column in all)
        {
            foreach (var used in column.Value?.Walk().OfType<ColumnExpr>().Where(c => !known.Contains(new Field(c.Name, c.Type))) ?? [])
            {
                Refuse("UNI0012", node, $"there is no {used.Type} '{used.Name}' in the groups or their events.",
                    $"There is: {string.Join(", ", known)}.");
            }

            if (column.Value is { } value)
            {
                Try(node, () => (value.In(SqlEngine.ClickHouse), value.FailsIn(SqlEngine.ClickHouse)).GetHashCode());
            }
        }

        var keys = finish.Columns.Where(c => c.Key is not null).ToDictionary(c => c.Key!, c => c.Field, StringComparer.Ordinal);
        foreach (var column in all.Where(c => c.Value is null && !keys.ContainsKey(c.Key ?? "")))
        {
            Refuse("UNI0036", node, $"column '{column.Name}' is to be key '{column.Key}', which the groups do not have.",
                $"Name a key of the groups: {string.Join(", ", keys.Keys)}.");
        }

        foreach (var key in finish.Groups[0].AnswerIdentity.Where(k => all.All(c => c.Key != k.Name)))
        {
            Refuse("UNI0034", $"key '{key.Name}'", "is not in the result, so result rows could not be told apart.",
                "Add it to the select: from x in g.OrderBy(x => x.At).Take(10) select new Row(g.Key, x.Value).");
        }

        return Mistakes.All.Count > 0 ? null : new ExpandNode(finish, [.. all.Select(c => c.Value is { } value
            ? new OutputColumn(new Field(c.Name, value.Type), null, null, value)
            : new OutputColumn(new Field(c.Name, keys[c.Key!].Type), c.Key, null))]);
    }

    // Only rows are made of such lists.
    private void RequireExpanded(FinishNode result, string node)
    {
        if (result.Aggregates.FirstOrDefault(a => a.Function == FirstEventsAggregate.Instance) is { } events)
        {
            Refuse("UNI0037", node, $"{events.Function.Name} is no value of a column.", "Make rows of the events: SelectMany.");
        }
    }
}
