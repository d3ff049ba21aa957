using System.Collections.Immutable;

namespace Unified.Aggregates;

/// <summary>Every aggregate, by the name of its method on <see cref="Definition.Group{TKey,T}"/>.</summary>
public static class AggregateCatalogue
{
    public static ImmutableArray<AggregateFunction> All { get; } =
        [new CountAggregate(), new SumAggregate(), new AverageAggregate(), new MinAggregate(), new MaxAggregate(), new QuantileAggregate()];

    internal static AggregateFunction? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
