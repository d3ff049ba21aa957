using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>Records that are quarantined are said, and not each.</summary>
[TestClass]
public sealed class QuarantineVoiceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLog<StreamTask> _log = new(LogLevel.Warning);

    [TestMethod]
    public void The_first_is_said_at_once_and_then_a_line_a_minute_as_long_as_it_goes_on()
    {
        var voice = Voice(new QuarantineLimits(1_000_000, 1));
        voice.Take(100, 0, null);
        Assert.IsEmpty(_log.Of(LogLevel.Warning));
        for (var second = 0; second < 300; second++)
        {
            // Ten of a hundred a second, for two minutes.
            var bad = Math.Min(second + 1, 120) * 10;
            voice.Take(100 + (second * 100), bad, second < 120 ? Sample(bad) : null);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var lines = _log.Of(LogLevel.Warning);
        Assert.HasCount(3, lines.ToList(), string.Join('\n', lines));
        Assert.AreEqual("Job 'j': topic 't': 10 of 100 records were quarantined since the last such line, 10 since the start; "
            + "first: trades partition 0 offset 10: bad", lines[0]);
        Assert.Contains("600 of 6000 records were quarantined since the last such line, 610 since the start", lines[1]);
        Assert.Contains("590 of 6000", lines[2]);
    }

    [TestMethod]
    public void A_large_share_is_a_problem_until_a_minute_without()
    {
        var voice = Voice(new QuarantineLimits(100, 0.1m));
        voice.Take(10, 1, Sample(1));
        Assert.IsNull(voice.Problem, "one record is no trend");
        _time.Advance(TimeSpan.FromSeconds(1));
        voice.Take(1_000, 99, Sample(2));
        Assert.IsNull(voice.Problem);
        voice.Take(1_000, 101, Sample(3));
        Assert.Contains("Job 'j': topic 't': 100 of the last 990 records are quarantined (first: trades partition 0 offset 2: bad)",
            voice.Problem!);
        _time.Advance(TimeSpan.FromMinutes(1));
        voice.Take(1_001, 101, null);
        Assert.IsNotNull(voice.Problem, "it was in this minute");
        _time.Advance(TimeSpan.FromMinutes(1));
        voice.Take(9_000, 101, null);
        Assert.IsNull(voice.Problem);
    }

    [TestMethod]
    public void When_it_is_asked_for_it_ends_the_job()
    {
        var voice = Voice(new QuarantineLimits(100, 0.1m), stops: true);
        voice.Take(10, 1, Sample(1));
        var error = Assert.ThrowsExactly<DataException>(() => voice.Take(300, 200, Sample(2)));
        Assert.Contains("It was asked that this stops the job (Unified:Stream:StopOnQuarantine)", error.Message);
    }

    [TestMethod]
    [DataRow("Quantity", "Quantty", "column 'Quantity' is missing; the record has 'Quantty'")]
    [DataRow("Quantity", "quantity", "column 'Quantity' is missing; the record has 'quantity'")]
    [DataRow("Quantity", "Quantiyt", "column 'Quantity' is missing; the record has 'Quantiyt'")]
    [DataRow("Quantity", "Amount", "column 'Quantity' is missing")]
    [DataRow("Buy", "Bux", "column 'Buy' is missing")]
    [DataRow("Buy", "_buy", "column 'Buy' is missing; the record has '_buy'")]
    public void A_field_that_is_misspelt_is_named(string field, string found, string reason)
    {
        var json = System.Text.Encoding.UTF8.GetString(Records.With("Symbol", "\"x\"")).Replace($"\"{field}\"", $"\"{found}\"",
            StringComparison.Ordinal);
        Assert.AreEqual(reason, Records.Verdict(Records.Utf8(json)));
    }

    private static QuarantineSample Sample(long offset) => new(new LogPartition("trades", 0), offset, "bad");

    private QuarantineVoice Voice(QuarantineLimits limits, bool stops = false) => new("Job 'j'", "t", limits, stops, _time, _log);
}
