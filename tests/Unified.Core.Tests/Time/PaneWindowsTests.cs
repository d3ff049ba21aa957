using Unified.TestKit;
using Unified.Time;

namespace Unified.Core.Tests.Time;

[TestClass]
public sealed class PaneWindowsTests
{
    [TestMethod]
    public void The_events_of_a_pane_are_in_the_same_windows()
    {
        var random = TestSeed.Take().Random();
        for (var i = 0; i < 2_000; i++)
        {
            var hop = random.NextInt64(1, 40);
            var windows = new HoppingWindows(random.NextInt64(hop, 120), hop, random.NextInt64(-50, 50));
            Assert.IsNull(windows.Problem);
            var time = random.NextInt64(-500, 500);
            var pane = windows.PaneOf(time);
            Assert.IsTrue(pane <= time && time < pane + windows.Pane, $"{windows} {time}");
            foreach (var other in new[] { pane, pane + windows.Pane - 1 })
            {
                CollectionAssert.AreEqual(Starts(windows, time), Starts(windows, other), $"{windows} {time} {other}");
            }
        }
    }

    [TestMethod]
    public void The_events_of_a_pane_are_in_one_window_of_each_length()
    {
        var random = TestSeed.Take().Random();
        for (var i = 0; i < 2_000; i++)
        {
            var windows = new WindowLengths([.. Enumerable.Range(0, 3).Select(_ => random.NextInt64(1, 60)).Distinct().Order()]);
            Assert.IsNull(windows.Problem);
            var pane = windows.PaneOf(random.NextInt64(-500, 500));
            foreach (var length in windows.Lengths)
            {
                Assert.AreEqual(Timestamps.FloorDiv(pane, length), Timestamps.FloorDiv(pane + windows.Pane - 1, length), $"{windows}");
            }
        }
    }

    [TestMethod]
    public void An_event_whose_window_may_begin_before_1900_has_no_pane()
    {
        var first = Timestamps.FromDateTime(new DateTime(1900, 1, 1));
        foreach (var windows in new PaneWindows[]
        {
            new HoppingWindows(3_600_000_000, 60_000_000, 0), new WindowLengths([60_000_000, 3_600_000_000]),
            new SessionWindows(3_600_000_000),
        })
        {
            Assert.AreEqual(first + windows.Reach, windows.PaneOf(first + windows.Reach));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => windows.PaneOf(first + windows.Reach - 1));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => windows.PaneOf(Timestamps.First));
        }
    }

    private static long[] Starts(HoppingWindows windows, long time) => [.. Enumerable.Range(-700, 1_400)
        .Select(k => windows.Start + (k * windows.Hop)).Where(start => start <= time && time < start + windows.Size)];
}
