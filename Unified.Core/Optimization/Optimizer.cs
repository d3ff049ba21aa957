using System.Collections.Immutable;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Optimization;

/// <summary>A rewrite of a plan into an equal one.</summary>
internal interface IOptimizerRule
{
    FinishNode Apply(FinishNode plan);
}

/// <summary>Runs the rules, in this order, once. The definition version is taken from the optimized plan.</summary>
internal static class Optimizer
{
    private static readonly ImmutableArray<IOptimizerRule> Rules = [new MergeFilters(), new PruneColumns()];

    public static FinishNode Optimize(FinishNode plan)
    {
        foreach (var rule in Rules)
        {
            var next = rule.Apply(plan);
            if (!next.Columns.SequenceEqual(plan.Columns))
            {
                throw new InternalException($"Rule {rule.GetType().Name} changed the result of the plan.");
            }

            plan = next;
        }

        return plan;
    }
}
