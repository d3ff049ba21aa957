using Microsoft.Extensions.Time.Testing;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>A cause is told once a minute, with the number of the lines that were left out; another cause is told at once.</summary>
[TestClass]
public sealed class RepeatedLinesTests
{
    private readonly FakeTimeProvider _time = new();

    [TestMethod]
    public void A_cause_is_told_once_a_minute_with_what_was_left_out()
    {
        var lines = new RepeatedLines(_time);
        Assert.IsTrue(lines.Says("away", out var leftOut));
        Assert.AreEqual(0, leftOut);
        for (var i = 0; i < 59; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.IsFalse(lines.Says("away", out _));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(lines.Says("away", out leftOut));
        Assert.AreEqual(59, leftOut);
        Assert.IsFalse(lines.Says("away", out _));
    }

    [TestMethod]
    public void Another_cause_is_told_at_once()
    {
        var lines = new RepeatedLines(_time);
        Assert.IsTrue(lines.Says("away", out _));
        Assert.IsTrue(lines.Says("refused", out _));
        Assert.IsFalse(lines.Says("away", out _));
    }

    [TestMethod]
    [DataRow("[thrd:127.0.0.1:18598/bootstrap]: Connect to ipv4#127.0.0.1:18598 failed: Connection refused (after 0ms in state CONNECT)",
        "[thrd:127.0.0.1:18598/bootstrap]: Connect to ipv4#127.0.0.1:18598 failed: Connection refused (after 12ms in state CONNECT, 30 "
            + "identical error(s) suppressed)")]
    [DataRow("3/3 brokers are down", "2/2 brokers are down")]
    public void Counts_and_times_make_no_other_cause(string first, string second) =>
        Assert.AreEqual(RepeatedLines.Cause("FAIL", first), RepeatedLines.Cause("FAIL", second));

    [TestMethod]
    public void Another_broker_and_another_kind_are_other_causes()
    {
        Assert.AreNotEqual(RepeatedLines.Cause("FAIL", "east:9092: refused"), RepeatedLines.Cause("FAIL", "west:9092: refused"));
        Assert.AreNotEqual(RepeatedLines.Cause("FAIL", "refused"), RepeatedLines.Cause("ERROR", "refused"));
    }

    [TestMethod]
    public void A_thousand_lines_at_once_are_one()
    {
        var lines = new RepeatedLines(_time);
        var said = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref said, lines.Says("away", out var _) ? 1 : 0));
        Assert.AreEqual(1, said);
        _time.Advance(RepeatedLines.Pause);
        Assert.IsTrue(lines.Says("away", out var leftOut));
        Assert.AreEqual(999, leftOut);
    }

    [TestMethod]
    public void What_was_left_out_is_said() => Assert.AreEqual("refused [7 more lines of this cause were left out]",
        RepeatedLines.Text("refused", 7));
}
