using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Optimization;

/// <summary>Makes one filter of several that follow each other: conditions in the order in which the author wrote them.</summary>
internal sealed class MergeFilters : IOptimizerRule
{
    public ResultNode Apply(ResultNode plan) => (ResultNode)Merge(plan);

    private static LogicalNode Merge(LogicalNode node)
    {
        var predicates = new Stack<Expr>();
        var below = node;
        while (below is FilterNode filter)
        {
            predicates.Push(filter.Predicate);
            below = filter.Input;
        }

        if (predicates.Count == 0)
        {
            return node.With([.. node.Inputs.Select(Merge)]);
        }

        // A condition that is there already adds nothing: a chain of lets may name it without end.
        var (table, seen) = (new ExprTable(), new HashSet<Expr>(ReferenceEqualityComparer.Instance));
        var conditions = predicates.SelectMany(p => Conditions(table.Of(p), seen));
        return new FilterNode(Merge(below), conditions.Aggregate((all, next) => new CallExpr(Logic.And, [all, next], DataType.Boolean)));
    }

    private static IEnumerable<Expr> Conditions(Expr predicate, HashSet<Expr> seen) => !seen.Add(predicate) ? []
        : predicate is CallExpr { Function: var function } both && function == Logic.And
            ? both.Arguments.SelectMany(a => Conditions(a, seen)) : [predicate];
}
