using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Optimization;

/// <summary>
/// Filters in a row become one: <c>((first and second) and third)</c>, in that order, so that what guards comes before what it guards.
/// However the author has spread the conditions over <c>where</c> and <c>&amp;&amp;</c>, it is one plan and one version.
/// </summary>
internal sealed class MergeFilters : IOptimizerRule
{
    public FinishNode Apply(FinishNode plan) => (FinishNode)Merge(plan);

    private static LogicalNode Merge(LogicalNode node)
    {
        if (node is not FilterNode)
        {
            return node.Input is { } input ? node.WithInput(Merge(input)) : node;
        }

        IEnumerable<Expr> conditions = [];
        while (node is FilterNode filter)
        {
            conditions = Conditions(filter.Predicate).Concat(conditions);
            node = filter.Source;
        }

        return new FilterNode(Merge(node), conditions.Aggregate((all, next) => new CallExpr(Logic.And, [all, next], DataType.Boolean)));
    }

    private static IEnumerable<Expr> Conditions(Expr predicate) =>
        predicate is CallExpr { Function: var function } both && function == Logic.And ? both.Arguments.SelectMany(Conditions) : [predicate];
}
