using Unified.Batch.Tests.Fakes;
using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Scheduling.PostgreSql.Next;

/// <summary>Another version of the fixture's job: the same name, another definition.</summary>
public sealed class DailyTrades : Job<TradeDay>
{
    public override Query<TradeDay> Define() =>
        from t in Trades.WithHistory
        where 1000 / t.Quantity < 800
        group t by new { t.Symbol, Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1)) } into g
        select new TradeDay(g.Key.Symbol, g.Key.Day, g.Count(), g.Sum(t => t.Fee));
}
