using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Jobs;

internal sealed record QuarterHour(DateTime Start, long Trades, long Quantity, decimal Price, double? P50Fee);

/// <summary>No keys but the window.</summary>
internal sealed class QuarterHours(Source<Trade> source) : Job<QuarterHour>
{
    public override Query<QuarterHour> Define() =>
        from t in source
        group t by new { Start = Window.Tumbling(t.Time, TimeSpan.FromMinutes(15)) } into g
        select new QuarterHour(g.Key.Start, g.Count(), g.Sum(t => t.Quantity), g.Average(t => t.Price), g.Quantile(t => t.Fee, 0.5));
}

internal sealed record VenueDay(string? Venue, bool? Flagged, DateTime Day, long Trades, decimal? Taxes, decimal? AverageTax,
    long? LowestReference);

/// <summary>Nullable keys and nullable arguments, by day.</summary>
internal sealed class VenueDays(Source<Trade> source) : Job<VenueDay>
{
    public override Query<VenueDay> Define() =>
        from t in source
        where t.Reference == null || t.Reference != 3
        group t by new { t.Venue, t.Flagged, Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1)) } into g
        select new VenueDay(g.Key.Venue, g.Key.Flagged, g.Key.Day, g.Count(), g.Sum(t => t.Tax), g.Average(t => t.Tax),
            g.Min(t => t.Reference));
}
