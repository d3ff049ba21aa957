using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

public sealed record HighReading(string Place, DateTime Day, int Value, int? Extra, string? Tag, decimal Amount, int Above, long Readings);

/// <summary>Rows of the first events of days: what is stored of an event, of its group, and of both.</summary>
public sealed class HighReadings : Job<HighReading>
{
    public override Query<HighReading> Define() =>
        from r in Readings.Source
        group r by new { r.Place, Day = Window.Day(r.At) } into g
        where g.Count() > 2
        from r in g.Where(r => r.Value != 13).OrderByDescending(r => r.Value / 1000).ThenBy(r => r.Tag ?? "-")
            .ThenByDescending(r => r.Amount).Take(3)
        select new HighReading(g.Key.Place, g.Key.Day, r.Value, r.Extra, r.Tag, r.Amount, r.Value - g.Min(x => x.Value), g.Count());
}

/// <summary>The events themselves: the value that they are grouped by is the key.</summary>
public sealed class EarliestReadings : Job<Reading>
{
    public override Query<Reading> Define() =>
        Readings.Source.GroupBy(r => r.Place).SelectMany(g => g.OrderBy(r => r.At.Date).Take(5));
}

public sealed record NumberedReading(string? Tag, DateTime From, int Number, long Big, decimal Twice);

/// <summary>Of windows that are merged from panes; each row with its number.</summary>
public sealed class NumberedReadings : Job<NumberedReading>
{
    public override Query<NumberedReading> Define() =>
        Readings.Source.GroupBy(r => new { r.Tag, From = Window.Hopping(r.At, TimeSpan.FromHours(6), TimeSpan.FromHours(3)) })
            .SelectMany(g => g.OrderBy(r => r.Place).ThenByDescending(r => r.Big).Take(2)
                .Select((r, i) => new NumberedReading(g.Key.Tag, g.Key.From, i + 1, r.Big, r.Amount * 2)));
}

public sealed record EarliestTotal(string Place, long Readings, long Value);

/// <summary>Totals of such rows.</summary>
public sealed class EarliestTotals : Job<EarliestTotal>
{
    public override Query<EarliestTotal> Define() =>
        from r in new EarliestReadings().Define()
        group r by r.Place into g
        select new EarliestTotal(g.Key, g.Count(), g.Sum(r => r.Value));
}
