using Unified.Definition;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>The event time may be the instant of a time with an offset, and windows are over it however it is said.</summary>
[TestClass]
public sealed class InstantWindowTests
{
    [TestMethod]
    public void A_window_over_the_instant_that_is_the_event_time_is_a_window_over_the_event_time()
    {
        var plan = JobPlan.Create(new Hours());
        Assert.AreEqual("hour", plan.Rows.Window?.Name);
    }

    internal sealed record Seen(DateTimeOffset At, string Who);

    internal sealed record Hour(string Who, DateTime Start, long Count);

    private sealed class Hours : Job<Hour>
    {
        private static readonly Source<Seen> Source = new() { Topic = "seen", EventTime = s => s.At.UtcDateTime };

        public override Query<Hour> Define() =>
            from s in Source
            group s by new { s.Who, Hour = Window.Tumbling(s.At.UtcDateTime, TimeSpan.FromHours(1)) } into g
            select new Hour(g.Key.Who, g.Key.Hour, g.Count());
    }
}
