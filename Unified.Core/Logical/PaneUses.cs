using Unified.Expressions;

namespace Unified.Logical;

/// <summary>
/// Finds where a window that rows hold in panes is used as if it were a value of an event: anywhere but as the key of a group. A column
/// that only passes it on to that key is none.
/// </summary>
internal static class PaneUses
{
    /// <summary>Refuses them.</summary>
    public static void Refuse(PlanBuilder plan, ResultNode result, string node)
    {
        foreach (var use in Of(result).Distinct())
        {
            plan.Refuse("UNI0071", use.ToString(),
                "an event is in several of these windows, or which one depends on other events; it is no value of an event.",
                $"Use it as a key of the group alone, and what it starts at in the select (g.Key): {node}");
        }
    }

    private static List<Expr> Of(ResultNode result)
    {
        var uses = new List<Expr>();
        var passed = Passed(result, uses);
        if (result is EmitNode { Input: ProjectNode rows })
        {
            uses.AddRange(rows.Columns.Where(c => passed.Contains(c.Name)).Select(c => c.Value));
        }

        return uses;
    }

    // The names of columns that are such windows.
    private static HashSet<string> Passed(LogicalNode node, List<Expr> uses)
    {
        var below = node.Inputs.SelectMany(i => Passed(i, uses)).ToHashSet(StringComparer.Ordinal);
        // A column may be one, and the window of a group: what is inside of other expressions is a use.
        var others = node is AggregateNode group ? group with { Window = null } : node;
        foreach (var value in others.Expressions.Where(e => node is not ProjectNode || !IsPane(e, below)))
        {
            uses.AddRange(value.Walk().Where(e => IsPane(e, below)));
        }

        return node switch
        {
            ProjectNode project => project.Columns.Where(c => IsPane(c.Value, below)).Select(c => c.Name).ToHashSet(StringComparer.Ordinal),
            AggregateNode => [],
            _ => below,
        };
    }

    private static bool IsPane(Expr value, HashSet<string> columns) =>
        value is CallExpr { Function.Panes: not null } || (value is ColumnExpr column && columns.Contains(column.Name));
}
