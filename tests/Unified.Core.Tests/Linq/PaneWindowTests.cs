using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Errors;
using Unified.Plans;
using Unified.Time;

namespace Unified.Core.Tests.Linq;

/// <summary>Windows whose rows are panes, as they are planned and refused.</summary>
[TestClass]
public sealed class PaneWindowTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [TestMethod]
    public void Hopping_windows_hold_panes_as_long_as_what_divides_length_and_hop()
    {
        var rows = JobPlan.Create(new HotItems()).Rows;
        Assert.AreEqual(new HoppingWindows(600_000_000, 60_000_000, 0), rows.Panes);
        Assert.AreEqual(60_000_000, rows.Panes!.Pane);
        Assert.AreEqual(20_000_000, Plan(Hopping(Minute, TimeSpan.FromSeconds(40))).Rows.Panes!.Pane);
        Assert.AreEqual("auction w", string.Join(' ', rows.AnswerIdentity.Select(f => f.Name)));
    }

    [TestMethod]
    public void Windows_of_several_lengths_are_told_apart_by_start_and_length()
    {
        var plan = JobPlan.Create(new Latencies());
        Assert.AreEqual(60_000_000, plan.Rows.Panes!.Pane);
        Assert.AreEqual("service window", string.Join(' ', plan.Rows.Identity.Select(f => f.Name)));
        Assert.AreEqual("service window window_length", string.Join(' ', plan.Rows.AnswerIdentity.Select(f => f.Name)));
        Assert.AreEqual("window window_length", string.Join(' ', plan.Outputs.Skip(1).Take(2).Select(o => o.Key)));
    }

    [TestMethod]
    public void Sessions_hold_the_first_and_last_time_of_panes_as_long_as_the_gap()
    {
        var rows = JobPlan.Create(new BidderSessions()).Rows;
        Assert.AreEqual(new SessionWindows(10_000_000), rows.Panes);
        Assert.AreEqual("bids__n last_bid__max _first0__min _last0__max", string.Join(' ', rows.States.Select(s => s.Name)));
        Assert.AreEqual("views__n _matched0__n _first0__min _last0__max orders__n _matched1__n _first1__min _last1__max",
            string.Join(' ', JobPlan.Create(new UserSessions()).Rows.States.Select(s => s.Name)));
    }

    [TestMethod]
    public void The_order_of_lengths_means_nothing_and_each_length_does()
    {
        string Version(params TimeSpan[] lengths) => Plan(Each(lengths)).Version;
        Assert.AreEqual(Version(Minute, Hour), Version(Hour, Minute));
        Assert.AreNotEqual(Version(Minute, Hour), Version(Minute, 2 * Hour));
        Assert.AreNotEqual(Plan(Hopping(Hour, Minute)).Version, Plan(Hopping(2 * Hour, Minute)).Version);
        Assert.AreEqual(Plan(Hopping(Hour, Minute)).Version, Plan(Hopping(Hour, Minute, TimeSpan.Zero)).Version);
    }

    [TestMethod]
    public void A_window_that_is_the_only_key_needs_no_name()
    {
        Assert.AreEqual("key key_length", string.Join(' ', Plan(
            from b in Market.Bids
            group b by Window.Each(b.dateTime, Minute, Hour) into g
            select new { g.Key.Start, g.Key.Length, N = g.Count() }).Outputs.Take(2).Select(o => o.Key)));
        Assert.AreEqual("span span_length", string.Join(' ', Plan(
            from b in Market.Bids
            let span = Window.Each(b.dateTime, Minute, Hour)
            group b by new { span } into g
            select new { g.Key.span.Start, g.Key.span.Length, N = g.Count() }).Outputs.Take(2).Select(o => o.Key)));
        Assert.AreEqual("key", Plan(from b in Market.Bids
                                    group b by Window.Session(b.dateTime, Minute) into g
                                    select new { g.Key, N = g.Count() }).Outputs[0].Key);
    }

    [TestMethod]
    public void Groups_are_chosen_by_the_length_of_their_window_too()
    {
        StringAssert.Contains(Plan(Each(Minute, Hour).Where(r => r.Length == Hour && r.N > 2)).Logical.ToString(),
            "having and(equal(@w_length, 3600000000:duration), greater(#n, 2:int64))");
        StringAssert.Contains(Plan(
            from b in Market.Bids
            group b by Window.Each(b.dateTime, Minute, Hour) into g
            where g.Key.Length > Minute
            select new { g.Key.Start, g.Key.Length, N = g.Count() }).Logical.ToString(), "having greater(@key_length, 60000000:duration)");
    }

    [TestMethod]
    public void A_window_that_stands_below_a_concatenation_is_the_key_of_its_rows()
    {
        var plan = Plan(from w in Market.Bids.Select(b => new { b.dateTime, W = Window.Hopping(b.dateTime, Hour, Minute) })
                            .Concat(Market.Bids.Select(b => new { b.dateTime, W = Window.Hopping(b.dateTime, Hour, Minute) }))
                        group w by w.W into g
                        select new { g.Key, N = g.Count() });
        Assert.AreEqual(new HoppingWindows(3_600_000_000, 60_000_000, 0), plan.Rows.Panes);
    }

    [TestMethod]
    public void Windows_that_cannot_be_are_refused_with_what_they_are()
    {
        Refused("UNI0070", "00:01:00 that begin every 00:02:00", Hopping(Minute, 2 * Minute));
        Refused("UNI0070", "00:00:00", Hopping(Hour, TimeSpan.Zero));
        Refused("UNI0070", "-00:01:00", Hopping(-Minute, Minute));
        Refused("UNI0070", "3,600,000,000 panes", Hopping(Hour, Minute + TimeSpan.FromMicroseconds(1)));
        Refused("UNI0070", "10,001 panes", Hopping(TimeSpan.FromSeconds(10_001), TimeSpan.FromSeconds(1)));
        Assert.AreEqual(1_000_000, Plan(Hopping(TimeSpan.FromSeconds(10_000), TimeSpan.FromSeconds(1))).Rows.Panes!.Pane);
        Refused("UNI0070", "36501", Hopping(TimeSpan.FromDays(36_501), TimeSpan.FromDays(36_501)));
        Refused("UNI0070", "twice", Each(Minute, Hour, Minute));
        Refused("UNI0070", "0 lengths", Each());
        Refused("UNI0070", "17 lengths", Each([.. Enumerable.Range(1, 17).Select(i => i * Minute)]));
        Refused("UNI0070", "60,000,000 panes", Each(Minute, Hour + TimeSpan.FromMicroseconds(1)));
        Refused("UNI0070", "gap", Sessions(TimeSpan.Zero));
        Refused("UNI0007", "b.price", from b in Market.Bids
                                      group b by Window.Each(b.dateTime, Minute, TimeSpan.FromDays(b.price)) into g
                                      select new { g.Key.Start, g.Key.Length, Extra = g.Count() });
    }

    [TestMethod]
    public void A_window_that_an_event_is_not_alone_in_is_no_value_of_the_event()
    {
        Refused("UNI0071", "hopping", from b in Market.Bids
                                      where Window.Hopping(b.dateTime, Hour, Minute) > DateTime.UnixEpoch
                                      group b by b.auction into g
                                      select new { g.Key, N = g.Count() });
        Refused("UNI0071", "session", from b in Market.Bids
                                      group b by b.auction into g
                                      select new { g.Key, N = g.Max(b => Window.Session(b.dateTime, Hour)) });
        Refused("UNI0071", "session", from b in Market.Bids
                                      group b by Window.Session(b.dateTime, Hour).Hour into g
                                      select new { g.Key, N = g.Count() });
        Refused("UNI0071", "session", Market.Bids.Select(b => new { b.auction, S = Window.Session(b.dateTime, Hour) }).ToQuery());
        Refused("UNI0071", "span.Length", from b in Market.Bids
                                          let span = Window.Each(b.dateTime, Minute, Hour)
                                          where span.Length == Hour
                                          group b by new { span } into g
                                          select new { g.Key.span.Start, g.Key.span.Length, N = g.Count() });
        Refused("UNI0071", "W", from w in Market.Bids.Select(b => new { b.dateTime, W = Window.Session(b.dateTime, Hour) })
                                    .Concat(Market.Bids.Select(b => new { b.dateTime, W = Window.Session(b.dateTime, Hour) }))
                                group w by w.W into g
                                select new { g.Key, N = g.Max(w => w.W) });
    }

    [TestMethod]
    public void What_holds_of_every_window_holds_of_these()
    {
        Refused("UNI0032", "one window",
            from b in Market.Bids
            group b by new { A = Window.Session(b.dateTime, Hour), B = Window.Hopping(b.dateTime, Hour, Minute) } into g
            select new { g.Key.A, g.Key.B, two = g.Count() });
        Refused("UNI0033", "w_length", from b in Market.Bids
                                       group b by new { W = Window.Each(b.dateTime, Hour), W_length = b.price } into g
                                       select new { g.Key.W.Start, g.Key.W.Length, g.Key.W_length, N = g.Count() });
        Refused("UNI0034", "w_length", from b in Market.Bids
                                       group b by new { W = Window.Each(b.dateTime, Hour) } into g
                                       select new { g.Key.W.Start, N = g.Count() });
        Refused("UNI0010", "W", from b in Market.Bids
                                group b by new { W = Window.Each(b.dateTime, Hour) } into g
                                select new { g.Key.W, N = g.Count() });
        Refused("UNI0052", "length", Each(Minute, Hour).OrderBy(r => r.Length));
        Refused("UNI0051", "windows", Shop.Views.GroupBy(v => Window.Session(v.Seen, Hour)).Cogroup(
            Shop.Orders.GroupBy(o => Window.Session(o.At, Minute)), (key, views, orders) => new { key, windows = views.Count() }));
    }

    [TestMethod]
    public void Outside_of_a_query_each_is_the_window_that_one_event_alone_has()
    {
        var time = new DateTime(1969, 12, 31, 23, 59, 30, DateTimeKind.Utc);
        Assert.AreEqual(time.AddSeconds(-30), Window.Hopping(time, Hour, Minute), "the newest");
        Assert.AreEqual(time.AddSeconds(-10), Window.Hopping(time, Hour, Minute, TimeSpan.FromSeconds(20)));
        Assert.AreEqual(new WindowSpan(time.AddSeconds(-30), Minute), Window.Each(time, Minute, Hour));
        Assert.AreEqual(time, Window.Session(time, Hour));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Window.Hopping(time, Minute, Hour));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Window.Session(time, TimeSpan.Zero));
        Assert.ThrowsExactly<ArgumentException>(() => Window.Each(time));
    }

    private sealed record Slide(DateTime W, long N);

    private sealed record SpanRow(DateTime Start, TimeSpan Length, long N);

    private static Query<Slide> Hopping(TimeSpan size, TimeSpan hop) =>
        from b in Market.Bids group b by new { W = Window.Hopping(b.dateTime, size, hop) } into g select new Slide(g.Key.W, g.Count());

    private static Query<Slide> Hopping(TimeSpan size, TimeSpan hop, TimeSpan offset) =>
        from b in Market.Bids
        group b by new { W = Window.Hopping(b.dateTime, size, hop, offset) } into g
        select new Slide(g.Key.W, g.Count());

    private static Query<Slide> Sessions(TimeSpan gap) =>
        from b in Market.Bids group b by new { W = Window.Session(b.dateTime, gap) } into g select new Slide(g.Key.W, g.Count());

    private static Query<SpanRow> Each(params TimeSpan[] lengths) =>
        from b in Market.Bids
        group b by new { W = Window.Each(b.dateTime, lengths) } into g
        select new SpanRow(g.Key.W.Start, g.Key.W.Length, g.Count());

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));

    private static void Refused<T>(string code, string part, Query<T> query)
    {
        var refused = Assert.ThrowsExactly<DefinitionException>(() => Plan(query), part);
        Assert.AreEqual(code, refused.Code, refused.Message);
        StringAssert.Contains(refused.Message, part);
    }
}
