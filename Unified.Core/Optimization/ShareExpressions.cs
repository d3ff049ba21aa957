using System.Globalization;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Optimization;

/// <summary>
/// Makes a column of every expression that is used more than once, so that it is computed once: below the node that uses it, or below the
/// filter under that node when the filter uses it too. What is computed for every row is computed before; what only a choice asks for is
/// computed when it is needed, so that no row fails which did not fail before. A chain of lets, each of which uses the one before twice,
/// becomes a chain of columns as long as it is written.
/// </summary>
internal sealed class ShareExpressions : IOptimizerRule
{
    private readonly ExprTable _table = new();
    private int _next;

    // A rule is one object for all plans; its work is not.
    public ResultNode Apply(ResultNode plan) => (ResultNode)new ShareExpressions().Share(plan);

    private LogicalNode Share(LogicalNode node)
    {
        if (node is not (AggregateNode or ProjectNode or FilterNode))
        {
            return node.With([.. node.Inputs.Select(Share)]);
        }

        var one = Map(node, _table.Of);
        var filter = one.Inputs[0] is FilterNode below ? (FilterNode)Map(below, _table.Of) : null;
        var input = Share(filter?.Input ?? one.Inputs[0]);
        var uses = new ExpressionUses(one.Expressions, one.ForEveryRow, filter?.Expressions ?? []);
        if (filter is not null)
        {
            input = filter with { Input = Columns(input, uses.Low, uses) };
            input = Map(input, uses.Use);
        }

        input = Columns(input, uses.High, uses);
        return Map(one.With([input]), uses.Use);
    }

    // Level by level: a column may use those of the levels below.
    private LogicalNode Columns(LogicalNode input, IEnumerable<IReadOnlyList<Expr>> levels, ExpressionUses uses)
    {
        foreach (var level in levels)
        {
            var passed = input.Schema.Select(f => new ProjectedColumn(f.Name, new ColumnExpr(f.Name, f.Type)));
            var computed = level.Select(e => new ProjectedColumn(
                uses.Name(e, () => string.Create(CultureInfo.InvariantCulture, $"${_next++}")),
                    uses.UseInside(e))
            { Lazy = !uses.Always(e) });
            input = new ProjectNode(input, [.. passed, .. computed]);
        }

        return input;
    }

    private static LogicalNode Map(LogicalNode node, Func<Expr, Expr> map) => node switch
    {
        FilterNode f => f with { Predicate = map(f.Predicate) },
        ProjectNode p => p with { Columns = [.. p.Columns.Select(c => c with { Value = map(c.Value) })] },
        AggregateNode a => a with
        {
            Keys = [.. a.Keys.Select(k => k with { Value = map(k.Value) })],
            Window = a.Window is null ? null : a.Window with { Start = map(a.Window.Start) },
            Aggregates = [.. a.Aggregates.Select(c => c with
            {
                Argument = c.Argument is null ? null : map(c.Argument),
                By = c.By is null ? null : map(c.By),
                More = [.. c.More.Select(map)],
                Filter = c.Filter is null ? null : map(c.Filter),
            })],
        },
        _ => node,
    };
}
