using Unified.Expressions;
using Unified.Logical;

namespace Unified.Optimization;

/// <summary>The scan reads the columns that something above it uses, and the event time, which decides who owns an event.</summary>
internal sealed class PruneColumns : IOptimizerRule
{
    public FinishNode Apply(FinishNode plan)
    {
        var aggregate = (AggregateNode)plan.Source;
        var used = aggregate.Keys.Select(k => k.Value).Concat(aggregate.Aggregates.Select(a => a.Argument).OfType<Expr>())
            .Concat(Filters(aggregate.Source)).SelectMany(e => e.Walk()).OfType<ColumnExpr>().Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return (FinishNode)Prune(plan, used);
    }

    private static IEnumerable<Expr> Filters(LogicalNode node) =>
        node is FilterNode filter ? Filters(filter.Source).Append(filter.Predicate) : [];

    private static LogicalNode Prune(LogicalNode node, HashSet<string> used) => node switch
    {
        ScanNode scan => scan with { Columns = [.. scan.Source.Columns.Where(c => used.Contains(c.Name) || c.Name == scan.Source.EventTime)] },
        { Input: { } input } => node.WithInput(Prune(input, used)),
        _ => node,
    };
}
