using System.Collections.Immutable;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Optimization;

/// <summary>A rewrite of a plan that keeps its result. One rule a file; applied once, in the order of <see cref="Optimizer"/>.</summary>
internal interface IOptimizerRule
{
    /// <summary>The plan, rewritten or the same.</summary>
    ResultNode Apply(ResultNode plan);
}

/// <summary>Applies all rules. The definition version is taken from what comes out.</summary>
internal static class Optimizer
{
    private static readonly ImmutableArray<IOptimizerRule> Rules = [new MergeFilters(), new ShareExpressions(), new PruneColumns()];

    /// <summary>The names of the rules that change a plan, in their order.</summary>
    public static ImmutableArray<string> Fired(ResultNode plan)
    {
        var fired = ImmutableArray.CreateBuilder<string>();
        foreach (var rule in Rules)
        {
            var next = rule.Apply(plan);
            if (next.ToString() != plan.ToString())
            {
                fired.Add(Definition.SnakeCase.From(rule.GetType().Name));
            }

            plan = next;
        }

        return fired.ToImmutable();
    }

    public static ResultNode Optimize(ResultNode plan)
    {
        foreach (var rule in Rules)
        {
            var next = rule.Apply(plan);
            if (next.Columns != plan.Columns)
            {
                throw new InternalException($"Rule {rule.GetType().Name} changed the result of the plan.");
            }

            plan = next;
        }

        return plan;
    }
}
