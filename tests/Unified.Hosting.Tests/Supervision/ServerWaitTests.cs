using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Unified.Errors;
using Unified.Hosting.Supervision;

namespace Unified.Hosting.Tests.Supervision;

/// <summary>A process begins while a server does not answer: it asks again, says so once a minute, and goes on when it does.</summary>
[TestClass]
public sealed class ServerWaitTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly Lines _log = new();
    private readonly List<string?> _said = [];

    [TestMethod]
    public async Task It_asks_until_it_is_answered_and_says_so_once_a_minute()
    {
        var asked = 0;
        var run = new ServerWait("ClickHouse", _time, _log).RunAsync("stream 'a'", _said.Add,
            _ => ++asked <= 30 ? throw new TransientException("ClickHouse did not answer") : Task.FromResult(7), CancellationToken.None);
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.AreEqual(7, await run);
        Assert.AreEqual(31, asked);
        Assert.IsNull(_said[^1]);
        Assert.AreEqual("waits for ClickHouse: the log says why", _said[0]);
        Assert.IsLessThanOrEqualTo(5, _log.Count, "two minutes and a half");
        Assert.IsGreaterThan(2, _log.Count);
    }

    [TestMethod]
    public async Task What_waiting_does_not_heal_is_no_reason_to_wait()
    {
        var refused = await Assert.ThrowsExactlyAsync<DataException>(
            () => new ServerWait("ClickHouse", _time, _log).RunAsync<int>(
                "stream 'a'", _said.Add, _ => throw new DataException("no rights"), CancellationToken.None));
        Assert.AreEqual("no rights", refused.Message);
        Assert.AreEqual(0, _log.Count);
    }

    [TestMethod]
    public async Task A_stop_ends_the_waiting()
    {
        using var stop = new CancellationTokenSource();
        var run = new ServerWait("ClickHouse", _time, _log).RunAsync<int>(
            "stream 'a'", _said.Add, _ => throw new TransientException("x"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
    }

    private sealed class Lines : ILogger
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Interlocked.Increment(ref _count);
    }
}
