using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Jobs;

internal sealed record MarketEvent(DateTime Time, string Symbol, long Value, decimal? Tax, bool? Flagged);

/// <summary>Rows of events, from both logs and twice from one of them.</summary>
internal sealed class MarketEvents(Source<Trade> trades, Source<Trade> orders) : Job<MarketEvent>
{
    public override Query<MarketEvent> Define() =>
        trades.Where(t => t.Quantity > -100).Select(t => new MarketEvent(t.Time, t.Symbol, t.Fee ?? -1, t.Tax, t.Flagged))
            .Concat(orders.Select(o => new MarketEvent(o.Time, o.Symbol, o.Serial, null, o.Buy)))
            .Concat(orders.Where(o => o.Fee > 100).Select(o => new MarketEvent(o.Time, o.Symbol, o.Quantity, o.Tax, o.Flagged)));
}

internal sealed record Ratio(DateTime Time, string? Venue, int PerThousand, decimal Twice);

/// <summary>Rows of events of one log; those of size 0 cannot be computed.</summary>
internal sealed class Ratios(Source<Trade> trades) : Job<Ratio>
{
    public override Query<Ratio> Define() =>
        trades.Where(t => t.Venue != "NYSE").Select(t => new Ratio(t.Time, t.Venue, 1000 / t.Quantity, t.Price * 2m));
}
