using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Spark.Slices;

public sealed record NumberKeys(double Weight, double? MaybeWeight, float Ratio, long N, long First);

/// <summary>Keys that are floating numbers: NaN, both zeros.</summary>
public sealed class NumberKeysJob : Job<NumberKeys>
{
    public override Query<NumberKeys> Define() =>
        from p in Probes.Left
        let none = p.Flag ? 0.0 : 1.0
        group p by new { W = p.Weight / none, M = p.MaybeWeight / none, R = p.Flag ? p.Ratio : -0f } into g
        select new NumberKeys(g.Key.W, g.Key.M, g.Key.R, g.Count(), g.First(p => p.Serial));
}

public sealed record TextKeys(string Name, string? MaybeName, string Label, bool? MaybeFlag, ParcelState State, long N, string Names);

/// <summary>Keys that are texts, or null, or members.</summary>
public sealed class TextKeysJob : Job<TextKeys>
{
    public override Query<TextKeys> Define() =>
        from p in Probes.Left
        where p.Label != "never"
        group p by new { p.Name, p.MaybeName, p.Label, p.MaybeFlag, p.State } into g
        select new TextKeys(g.Key.Name, g.Key.MaybeName, g.Key.Label, g.Key.MaybeFlag, g.Key.State, g.Count(),
            g.StringJoin(p => p.Name, ", "));
}

public sealed record TimeKeys(
    DateTime At, DateTime? MaybeAt, DateOnly Day, DateOnly? MaybeDay, TimeSpan Took, ulong Big, decimal? MaybePrice, long N, DateTime Last);

/// <summary>Keys that are times, and numbers.</summary>
public sealed class TimeKeysJob : Job<TimeKeys>
{
    public override Query<TimeKeys> Define() =>
        from p in Probes.Left
        group p by new { p.At, p.MaybeAt, p.Day, p.MaybeDay, p.Took, p.Big, p.MaybePrice } into g
        select new TimeKeys(g.Key.At, g.Key.MaybeAt, g.Key.Day, g.Key.MaybeDay, g.Key.Took, g.Key.Big, g.Key.MaybePrice, g.Count(),
            g.Max(p => p.At));
}

public sealed record WindowRow(int Key, DateTime Start, long N, double Sum, int? Last, string? Most);

/// <summary>A window over event time, of any shape.</summary>
public sealed class HoppingJob : Job<WindowRow>
{
    public override Query<WindowRow> Define() =>
        from p in Probes.Left
        group p by new { p.Key, Start = Window.Hopping(p.Time, TimeSpan.FromHours(1), TimeSpan.FromMinutes(20)) } into g
        select new WindowRow(g.Key.Key, g.Key.Start, g.Count(), g.Sum(p => p.Weight), g.Last(p => p.MaybeNumber), g.Max(p => p.MaybeName));
}

/// <inheritdoc cref="HoppingJob" />
public sealed class SessionJob : Job<WindowRow>
{
    public override Query<WindowRow> Define() =>
        from p in Probes.Left
        group p by new { p.Key, Start = Window.Session(p.Time, TimeSpan.FromMinutes(9)) } into g
        select new WindowRow(g.Key.Key, g.Key.Start, g.Count(), g.Sum(p => p.Weight), g.Max(p => p.MaybeNumber), g.Max(p => p.MaybeName));
}

/// <inheritdoc cref="HoppingJob" />
public sealed class LocalDayJob : Job<WindowRow>
{
    public override Query<WindowRow> Define() =>
        from p in Probes.Left
        group p by new { p.Key, Start = Window.Day(p.Time, "Europe/Berlin") } into g
        select new WindowRow(g.Key.Key, g.Key.Start, g.Count(), g.Average(p => (double)p.Ratio), g.First(p => p.MaybeNumber),
            g.MinBy(p => p.MaybeName, p => p.Price));
}

/// <inheritdoc cref="HoppingJob" />
public sealed class LocalHoursJob : Job<WindowRow>
{
    public override Query<WindowRow> Define() =>
        from p in Probes.Left
        group p by new { p.Key, Start = Window.Tumbling(p.Time, TimeSpan.FromHours(6), "America/New_York") } into g
        select new WindowRow(g.Key.Key, g.Key.Start, g.Count(p => p.Flag), g.Sum(p => p.Weight), g.Max(p => p.MaybeNumber),
            g.Max(p => p.MaybeName));
}

public sealed record BothRow(int Key, DateTime Start, long Left, long Right, decimal? Price, double? Middle, string? Last, long? Sum);

/// <summary>Two sources, in one row.</summary>
public sealed class BothJob : Job<BothRow>
{
    public override Query<BothRow> Define() =>
        Probes.Left.Where(p => p.Number != 0)
            .GroupBy(p => new { p.Key, Start = Window.Tumbling(p.Time, TimeSpan.FromHours(1)) })
            .Cogroup(Probes.Right.GroupBy(p => new { p.Key, Start = Window.Tumbling(p.Time, TimeSpan.FromHours(1)) }),
                (key, l, r) => new BothRow(key.Key, key.Start, l.Count(), r.Count(), l.Sum(x => x.MaybePrice),
                    r.Quantile(x => x.MaybeWeight, 0.5), r.Last(x => x.MaybeName), l.Sum(x => (long?)x.Small)));
}

public sealed record Flat(DateTime Time, int Key, long Value, string Text);

public sealed record FlatRow(int Key, long N, long Sum, long First, long Last, string Texts, long Large);

/// <summary>Branches of two logs, one of which is read twice.</summary>
public sealed class BranchesJob : Job<FlatRow>
{
    public override Query<FlatRow> Define() =>
        from f in Probes.Left.Where(p => p.Number > -500 && p.Number != 0).Select(p => new Flat(p.Time, p.Key, 1000 / p.Number, p.Name))
            .Concat(Probes.Right.Select(p => new Flat(p.Time, p.Key, p.Small, p.Label)))
            .Concat(Probes.Left.Where(p => p.Flag).Select(p => new Flat(p.Time, p.Key, p.Count, p.Label)))
        where f.Value != 7
        group f by f.Key into g
        select new FlatRow(g.Key, g.Count(), g.Sum(f => f.Value), g.First(f => f.Value), g.Last(f => f.Value),
            g.StringJoinBy(f => f.Text, f => f.Value, "|"), g.Count(f => f.Value > 100));
}

public sealed record GuardedRow(int Key, long N, long Sum, long Few, double? Ratio);

/// <summary>What fails for rows that filters keep away.</summary>
public sealed class GuardedJob : Job<GuardedRow>
{
    public override Query<GuardedRow> Define() =>
        from p in Probes.Left
        where p.Number != 0
        where 1000 / p.Number < 900
        let share = 1000 / (p.Number + 5000)
        where p.Number > -5000 && share < 100 && p.Number < 100_000_000
        group new { p, share } by 100_000 / p.Number into g
        select new GuardedRow(g.Key, g.Count(), g.Sum(x => x.share), g.Count(x => x.p.MaybeNumber != 0 && 10 / x.p.MaybeNumber > 1),
            g.Max(x => x.p.MaybeWeight / x.p.Weight));
}

/// <summary>What fails for some rows.</summary>
public sealed class FailingJob : Job<GuardedRow>
{
    public override Query<GuardedRow> Define() =>
        from p in Probes.Left
        group p by p.Key into g
        select new GuardedRow(g.Key, g.Count(), g.Sum(x => 10 / x.Number), g.Count(x => x.Flag), g.Max(x => x.MaybeWeight));
}
