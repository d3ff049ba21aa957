using Acme;
using Unified.Definition;
using Unified.TestKit;

namespace Unified.Serving.Tests.AsWritten;

/// <summary>Twenty thousand events of most records, or a hundred thousand in a deep run, the same each time.</summary>
internal static class Feeds
{
    private const int Many = 100_000;

    private static readonly int Events = TestRounds.Of(ci: 20_000, deep: Many);

    private static readonly DateTime Start = new(2026, 3, 7, 21, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Texts = ["a", "b", "A", "ab/x/h1", "Ab/y/h2", " a c/x/h1 ", "b-b/zz/h3", "aaa/b/h2", "cd/a/ü", "/x/"];

    /// <summary>Prices of every range, many of them equal; times that tie.</summary>
    public static Lazy<Feed<Bid>> Bids { get; } = Of(1, Nex.Bids, r => new Bid(r.Next(1, 300), r.Next(1, 200),
        (int)Math.Pow(10, r.Next(2, 8)) + r.Next(40), r.Next(2) == 0 ? "web" : "app", "https://a.b/c", At(r, 2 * 3600),
        r.Next(3) == 0 ? null : "x"));

    public static Lazy<Feed<PaymentS>> Payments { get; } = Of(2, Pay.Payments, r => new PaymentS($"p{r.Next()}", At(r, 4 * 3600),
        $"m{r.Next(20)}", "card", Pay.Rates.Keys.ElementAt(r.Next(3)), r.Next(1_000_000) / 100m, r.Next(4) == 0 ? "declined" : "ok"));

    public static Lazy<Feed<Payment>> GuidPayments { get; } = Of(3, Source<Payment>("payments", p => p.at), r => new Payment(
        new Guid(r.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), At(r, 4 * 3600), $"m{r.Next(20)}", "card", "EUR", r.Next(1_000_000) / 100m,
        r.Next(4) == 0 ? "declined" : "ok"));

    public static Lazy<Feed<Span2>> Spans { get; } = Of(4, Ops.S, r => new Span2(At(r, 30 * 3600), $"s{r.Next(8)}",
        r.Next(1, 5_000_000) / 1000m, r.Next(5) == 0 ? 500 : 200));

    public static Lazy<Feed<Span3>> FineSpans { get; } = Of(5, Source<Span3>("spans", s => s.ts), r => new Span3(At(r, 3 * 3600),
        $"s{r.Next(8)}", r.NextInt64(1, 4_000_000_000_000_000_000) / 1_000_000_000_000_000m / 100m, r.Next(5) == 0 ? 500 : 200));

    public static Lazy<Feed<ClickN>> Clicks { get; } = Of(6, Source<ClickN>("clickstream", c => c.ts), r => new ClickN(At(r, 30 * 3600),
        new User(r.Next(-5, 100), r.Next(2) == 0 ? null : "DE"), [.. Enumerable.Range(0, r.Next(4)).Select(_ =>
            new Item($"k{r.Next(30)}", r.Next(1, 9), r.Next(10_000) / 100m))], $"/p{r.Next(20)}"));

    public static Lazy<Feed<Tr>> Trades { get; } = Of(7, Trd.S, r => new Tr(At(r, 60 * 86_400), $"S{r.Next(9)}",
        r.Next(1_000_000) / 10_000m, r.Next(1, 99)));

    public static Lazy<Feed<FlatEvent>> Repos { get; } = Of(8, Gh.Flat, r => new FlatEvent("1", r.Next(3) > 0 ? "WatchEvent" : "ForkEvent",
        $"r{r.Next(r.Next(1, 3_000))}", At(r, 9 * 3600)), Many);

    /// <summary>Quarters of degrees: what plain doubles add up exactly, too.</summary>
    public static Lazy<Feed<Reading>> Readings { get; } = Of(9, Source<Reading>("iot", x => x.at), r => new Reading(At(r, 90_000),
        $"d{r.Next(9)}", r.Next(-80, 160) / 4.0));

    public static Lazy<Feed<Reading2>> DecimalReadings { get; } = Of(10, Iot.S, r => new Reading2(At(r, 90_000), $"d{r.Next(9)}",
        r.Next(-800_000, 1_600_000) / 10_000m));

    public static Lazy<Feed<M>> Ms { get; } = Of(11, Mm.S, r => new M(At(r, 90_000), Text(r), r.Next(-20, 200), r.NextInt64(-9, 9),
        r.Next(-100_000, 100_000) / 10_000m * 5, r.Next(3) == 0 ? null : $"t{r.Next(3)}",
        r.Next(4) == 0 ? null : Start.AddSeconds(r.Next(90_000))));

    public static Lazy<Feed<M1>> Colours { get; } = Of(12, Source<M1>("m", x => x.at), r => new M1(At(r, 9_000),
        (Color)r.Next(2), Text(r)));

    public static Lazy<Feed<M2>> Guids { get; } = Of(13, Source<M2>("m", x => x.at), r => new M2(At(r, 9_000),
        new Guid(r.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Text(r)));

    public static Lazy<Feed<M3>> Days { get; } = Of(14, Source<M3>("m", x => x.at), r => new M3(At(r, 9_000),
        new DateOnly(2026, 1, 1).AddDays(r.Next(300)), Text(r)));

    public static Lazy<Feed<M4>> Durations { get; } = Of(15, Source<M4>("m", x => x.at), r => new M4(At(r, 9_000),
        TimeSpan.FromSeconds(r.Next(-99, 99)), Text(r)));

    public static Lazy<Feed<M5>> Narrow { get; } = Of(16, Source<M5>("m", x => x.at), r => new M5(At(r, 9_000), r.Next(99) / 4f,
        (short)r.Next(-9, 9), Text(r)));

    public static Lazy<Feed<M6>> Offsets { get; } = Of(17, Source<M6>("m", x => x.at.UtcDateTime), r => new M6(
        new DateTimeOffset(At(r, 9_000)).ToOffset(TimeSpan.FromHours(r.Next(-3, 4))), Text(r)));

    private static Source<T> Source<T>(string topic, System.Linq.Expressions.Expression<Func<T, DateTime>> time) =>
        new() { Topic = topic, EventTime = time };

    private static string Text(Random random) => Texts[random.Next(100) < 4 ? random.Next(3) : random.Next(3, Texts.Length)];

    private static DateTime At(Random random, int seconds) => Start.AddSeconds(random.Next(seconds));

    private static Lazy<Feed<T>> Of<T>(int seed, Source<T> source, Func<Random, T> one, int? events = null)
        where T : notnull => new(() =>
        {
            var random = new Random(seed);
            return new Feed<T>(source, [.. Enumerable.Range(0, events ?? Events).Select(_ => one(random))]);
        });
}
