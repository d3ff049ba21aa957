using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Unified.Errors;
using Unified.Streaming.Kafka;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;

namespace Unified.Streaming.Tests.Runtime;

[TestClass]
public sealed class LogWatchTests : IDisposable
{
    private static readonly ForeignMember Stranger = new("unified-other-host-7", "10.0.0.7", 3);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLog<LogWatchTests> _log = new(LogLevel.Debug);
    private readonly MemoryTopic _topic = new() { Logs = { [0] = new MemoryLog() } };
    private readonly MemoryReader _reader;
    private readonly LogWatch _watch;

    public LogWatchTests()
    {
        _reader = _topic.Open(new Random(1));
        _watch = new LogWatch("Job 'hourly_trades'", Records.Source, _reader, _time, _log);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _reader.Dispose();
    }

    [TestMethod]
    public async Task A_stranger_is_warned_of_once_soon_after_an_assignment()
    {
        _topic.Group = new GroupView("group", 2, [Stranger]);
        _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None);
        await LookUntilAsync(TimeSpan.FromSeconds(2), () => _watch.Strangers.Length == 1);
        await LookUntilAsync(TimeSpan.FromMinutes(1), () => _log.Of(LogLevel.Information).Count > 0);
        Assert.AreEqual(Stranger, _watch.Strangers.Single());
        var warning = _log.Of(LogLevel.Warning).Single();
        Assert.Contains("Job 'hourly_trades': consumer group 'group'", warning);
        Assert.Contains("client 'unified-other-host-7' at 10.0.0.7 holds 3 partitions", warning);
        Assert.Contains("Unified:Kafka:Installation", warning);
    }

    [TestMethod]
    public async Task A_stranger_that_comes_later_is_seen_within_a_minute_and_so_is_its_leaving()
    {
        _topic.Group = new GroupView("group", 1, []);
        _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None);
        await LookUntilAsync(TimeSpan.FromSeconds(2), () => Said("has 1 member(s)"));
        _topic.Group = new GroupView("group", 2, [Stranger]);
        await LookUntilAsync(TimeSpan.FromMinutes(1), () => _watch.Strangers.Length == 1);
        _topic.Group = new GroupView("group", 1, []);
        await LookUntilAsync(TimeSpan.FromMinutes(1), () => _watch.Strangers.IsEmpty);
        Assert.HasCount(1, _log.Of(LogLevel.Warning));
        Assert.IsTrue(Said("no members of other installations any more"));
    }

    [TestMethod]
    public async Task While_partitions_move_what_was_seen_stays()
    {
        _topic.Group = new GroupView("group", 2, [Stranger]);
        _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None);
        await LookUntilAsync(TimeSpan.FromSeconds(2), () => _watch.Strangers.Length == 1);
        (_topic.Group, _topic.Asked) = (null, 0);
        await LookUntilAsync(TimeSpan.FromMinutes(1), () => _topic.Asked > 1);
        Assert.AreEqual(Stranger, _watch.Strangers.Single());
    }

    [TestMethod]
    public async Task A_topic_that_is_made_anew_while_it_is_read_is_an_error_at_the_next_look()
    {
        Assert.AreEqual("first", _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None));
        _topic.Id = "second";
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => LookUntilAsync(TimeSpan.FromSeconds(15), () => false));
        Assert.Contains("id first", error.Message);
        Assert.Contains("id second", error.Message);
    }

    [TestMethod]
    public void A_topic_that_is_made_anew_between_two_assignments_is_an_error_at_the_second()
    {
        _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None);
        _topic.Id = "second";
        Assert.ThrowsExactly<DataException>(() => _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None));
    }

    [TestMethod]
    public void Where_nothing_is_assigned_nobody_asks_for_a_topic_that_may_not_be_there()
    {
        _topic.IdAsked = () => throw new TransientException("no such topic");
        Assert.IsNull(_watch.Assigned([], ResiliencePipeline.Empty, CancellationToken.None));
    }

    [TestMethod]
    public async Task A_Kafka_that_does_not_answer_is_a_line_for_debugging_and_no_error()
    {
        _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None);
        _topic.IdAsked = () => throw new TransientException("Kafka is away");
        await LookUntilAsync(TimeSpan.FromSeconds(15), () => _log.Of(LogLevel.Debug).Count > 0);
        Assert.Contains("Kafka is away", _log.Of(LogLevel.Debug)[0]);
        _topic.IdAsked = null;
        _topic.Group = new GroupView("group", 2, [Stranger]);
        await LookUntilAsync(TimeSpan.FromMinutes(1), () => _watch.Strangers.Length == 1);
    }

    [TestMethod]
    public void Looking_never_waits_for_an_answer()
    {
        using var answer = new ManualResetEventSlim();
        _watch.Assigned([0], ResiliencePipeline.Empty, CancellationToken.None);
        _topic.IdAsked = () => answer.Wait(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(15));
        _watch.Look();
        _watch.Look();
        Assert.IsFalse(answer.IsSet, "both calls came back with the question still open");
        answer.Set();
    }

    private bool Said(string text) => _log.Of(LogLevel.Information).Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Goes on by a while, and looks until something has happened: the answers come from another thread.</summary>
    private async Task LookUntilAsync(TimeSpan later, Func<bool> happened)
    {
        _time.Advance(later);
        for (var i = 0; i < 2000; i++)
        {
            _watch.Look();
            if (happened())
            {
                return;
            }

            await Task.Delay(5);
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Fail("it did not happen");
    }
}
