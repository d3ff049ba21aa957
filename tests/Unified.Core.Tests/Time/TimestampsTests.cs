using System.Numerics;
using Unified.Definition;
using Unified.TestKit;
using Unified.Time;

namespace Unified.Core.Tests.Time;

[TestClass]
public sealed class TimestampsTests
{
    [TestMethod]
    public void Division_floors_on_both_sides_of_1970()
    {
        var random = TestSeed.Take().Random();
        foreach (var a in new[] { long.MinValue, -86_400_000_001, -7, -1, 0, 1, 7,
            long.MaxValue }.Concat(Enumerable.Range(0, 500).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))))
        {
            foreach (var b in new[] { 1, 2, 7, 1_000_000, Timestamps.MicrosPerDay, long.MaxValue })
            {
                var floor = BigInteger.Divide((BigInteger)a - (BigInteger.Remainder((BigInteger.Remainder(a, b) + b), b)), b);
                Assert.AreEqual(floor, Timestamps.FloorDiv(a, b), $"{a} / {b}");
            }
        }

        Assert.ThrowsExactly<OverflowException>(() => Timestamps.Floor(long.MinValue, 7), "never a wrapped window");
    }

    [TestMethod]
    public void A_window_starts_at_or_before_its_events_and_ends_after_them()
    {
        var random = TestSeed.Take().Random();
        for (var i = 0; i < 1_000; i++)
        {
            var time = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks / 3 * 2) + TimeSpan.TicksPerDay, DateTimeKind.Utc);
            var size = TimeSpan.FromMicroseconds(random.Next(1, int.MaxValue));
            var start = Window.Tumbling(time, size);
            Assert.IsTrue(start <= time && time - start < size + TimeSpan.FromMicroseconds(1), $"{time:O} {size}");
            Assert.AreEqual(start, Window.Tumbling(start, size));
        }
    }

    [TestMethod]
    public void Days_are_counted_from_1970_and_named()
    {
        Assert.AreEqual(0, Timestamps.Day(0));
        Assert.AreEqual(-1, Timestamps.Day(-1));
        Assert.AreEqual(0, Timestamps.Day(Timestamps.MicrosPerDay - 1));
        Assert.AreEqual("1969-12-31", Timestamps.FormatDay(-1));
        Assert.AreEqual("2001-04-01", Timestamps.FormatDay(11_413));
    }

    [TestMethod]
    public void Times_are_printed_in_UTC_with_as_many_digits_as_they_need()
    {
        Assert.AreEqual("1970-01-01T00:00:00Z", Timestamps.Format(0));
        Assert.AreEqual("1969-12-31T23:59:59.999999Z", Timestamps.Format(-1));
        Assert.AreEqual("2001-04-01T00:00:00.5Z", Timestamps.Format(
            Timestamps.FromDateTime(new DateTime(2001, 4, 1).AddMilliseconds(500))));
    }

    [TestMethod]
    public void A_time_below_a_microsecond_is_floored_and_comes_back()
    {
        foreach (var time in new[] { DateTime.MinValue, DateTime.UnixEpoch, DateTime.MaxValue, DateTime.UnixEpoch.AddTicks(-1) })
        {
            var back = Timestamps.ToDateTime(Timestamps.FromDateTime(time));
            Assert.AreEqual(time.Ticks / 10 * 10, back.Ticks);
            Assert.AreEqual(DateTimeKind.Utc, back.Kind);
        }
    }
}
