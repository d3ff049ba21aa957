using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Optimization;

/// <summary>Leaves out columns that nothing uses, and projections that only pass on what is there.</summary>
internal sealed class PruneColumns : IOptimizerRule
{
    public ResultNode Apply(ResultNode plan) => (ResultNode)Prune(plan, Names(plan.Schema.Select(c => c.Name)));

    private static LogicalNode Prune(LogicalNode node, HashSet<string> used)
    {
        switch (node)
        {
            case ScanNode scan:
                return scan with
                {
                    Columns = [.. scan.Source.Columns.Where(c =>
                    used.Contains(c.Name) || c.Name == scan.Source.EventTime)]
                };
            case ProjectNode project:
                var kept = project.Columns.Where(c => used.Contains(c.Name)).ToList();
                var below = Prune(project.Input, Names(kept.SelectMany(c => Columns(c.Value))));
                return kept.All(c => c.Value is ColumnExpr column && column.Name == c.Name) ? below : new ProjectNode(below, [.. kept]);
            case UnnestNode unnest:
                // The event time is passed on for the rows' day.
                return unnest with
                {
                    Input = Prune(unnest.Input, Names(used.Append(unnest.List.Name))),
                    Passed = [.. unnest.Passed.Where(c => used.Contains(c.Name))],
                    Fields = [.. unnest.Fields.Where(f => used.Contains(ListElement.Column(unnest.Prefix, f.Name)))],
                };
            case FilterNode filter:
                return filter with { Input = Prune(filter.Input, Names(used.Concat(Columns(filter.Predicate)))) };
            case AggregateNode aggregate:
                // A window is of the event time, under the name that it has below.
                string[] time = aggregate.Window is null ? [] : [aggregate.Input.EventTime!];
                return aggregate with { Input = Prune(aggregate.Input, Names(aggregate.Expressions.SelectMany(Columns).Concat(time))) };
            case EmitNode emit:
                // Its projection is the result: names and order.
                var result = (ProjectNode)emit.Input;
                return emit with
                {
                    Input = result with
                    {
                        Input = Prune(result.Input,
                    Names(result.Columns.SelectMany(c => Columns(c.Value))))
                    }
                };
            default:
                return node.With([.. node.Inputs.Select(i => Prune(i, used))]);
        }
    }

    private static IEnumerable<string> Columns(Expr expr) => expr.Walk().OfType<ColumnExpr>().Select(c => c.Name);

    private static HashSet<string> Names(IEnumerable<string> names) => new(names, StringComparer.Ordinal);
}
