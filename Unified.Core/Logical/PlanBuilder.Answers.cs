using System.Collections.Immutable;
using System.Globalization;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Logical;

// What is computed of a result when it is read, and how its rows are kept.
public sealed partial class PlanBuilder
{
    /// <summary>The same result, its answer in an order of its columns.</summary>
    public ResultNode Sort(ResultNode result, IEnumerable<(string Name, bool Descending)> columns, string node)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result is ExpandNode)
        {
            Refuse("UNI0052", node, "the first events of a group have an order already.", "Order when you query.");
        }

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

        if (result is ExpandNode)
        {
            Refuse("UNI0066", node, "the first events of each group are ranked already.", "Say which and how many in OrderBy and Take.");
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

        return new TopNode(result, count, by, each) { Sorted = result.Sorted };
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

        if (result is ExpandNode expanded)
        {
            return expanded with { Input = Order(expanded.Input, order, node) };
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
}
