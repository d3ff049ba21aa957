using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Optimization;

/// <summary>Two filters in a row become one: <c>first and second</c>, in that order, so that the second still guards nothing the first let fail.</summary>
internal sealed class MergeFilters : IOptimizerRule
{
    public FinishNode Apply(FinishNode plan) => (FinishNode)Merge(plan);

    private static LogicalNode Merge(LogicalNode node) => node switch
    {
        FilterNode { Source: FilterNode inner } outer => Merge(
            new FilterNode(inner.Source, new CallExpr(Logic.And, [inner.Predicate, outer.Predicate], DataType.Boolean))),
        { Input: { } input } => node.WithInput(Merge(input)),
        _ => node,
    };
}
