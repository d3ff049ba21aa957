using System.Collections.Immutable;

namespace Unified.Aggregates;

/// <summary>Every aggregate, by the name of its method on <see cref="Definition.Group{TKey,T}"/>.</summary>
public static class AggregateCatalogue
{
    /// <summary>Every aggregate of the language.</summary>
    public static ImmutableArray<AggregateFunction> All { get; } =
    [
        new CountAggregate(), new SumAggregate(), new AverageAggregate(), new MinAggregate(), new MaxAggregate(),
        new QuantileAggregate("Quantile", null), new QuantileAggregate("Median", 0.5m), new CountDistinctAggregate(),
        new ApproximateCountDistinctAggregate(), new ConditionAggregate("Any", any: true), new ConditionAggregate("All", any: false),
        new BitAggregate("BitAnd", all: true), new BitAggregate("BitOr", all: false),
        new VarianceAggregate("Variance", sample: false, root: false), new VarianceAggregate("SampleVariance", sample: true, root: false),
        new VarianceAggregate("StandardDeviation", sample: false, root: true),
        new VarianceAggregate("SampleStandardDeviation", sample: true, root: true),
        new CovarianceAggregate("Covariance", sample: false, correlation: false),
        new CovarianceAggregate("SampleCovariance", sample: true, correlation: false),
        new CovarianceAggregate("Correlation", sample: false, correlation: true),
        new RateAggregate(),
        new RankedAggregate("First", EventOrder.EventTime, largest: false, lastPlace: false),
        new RankedAggregate("Last", EventOrder.EventTime, largest: true, lastPlace: true),
        new RankedAggregate("MinBy", EventOrder.Value, largest: false, lastPlace: false),
        new RankedAggregate("MaxBy", EventOrder.Value, largest: true, lastPlace: false),
        new RankedListAggregate("Top", largest: true, byItself: true), new RankedListAggregate("Bottom", largest: false, byItself: true),
        new RankedListAggregate("TopBy", largest: true, byItself: false),
        new RankedListAggregate("BottomBy", largest: false, byItself: false),
        new HistogramAggregate(), new TopFrequentAggregate(),
        new StringJoinAggregate("StringJoin", EventOrder.EventTime), new StringJoinAggregate("StringJoinBy", EventOrder.Value),
    ];

    internal static AggregateFunction? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
