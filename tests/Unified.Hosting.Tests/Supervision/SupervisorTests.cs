using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.Hosting.Supervision;

namespace Unified.Hosting.Tests.Supervision;

/// <summary>One bad thing does not take all: what fails ends alone, is named, and is started again.</summary>
[TestClass]
public sealed class SupervisorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _news = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ProcessHealth _health;
    private readonly Supervisor _supervisor;

    public SupervisorTests()
    {
        _health = new ProcessHealth(() => null, _ => true, _time);
        _supervisor = new Supervisor(_health, (part, error, _) => Tell($"{part} failed: {error}"), part => Tell($"{part} runs"), _time,
            NullLogger<Supervisor>.Instance);
    }

    public void Dispose() => _stop.Dispose();

    [TestMethod]
    public async Task An_error_of_one_job_leaves_the_others_running_and_is_named()
    {
        var good = new Script("good");
        var bad = new Script("bad", new DataException("a hole in the log"));
        var run = RunAsync(good, bad);
        await UntilAsync(() => State("bad") == ProcessHealth.Failed);
        Assert.AreEqual(ProcessHealth.Running, State("good"));
        Assert.IsFalse(run.IsCompleted);
        var report = _health.Report();
        Assert.AreEqual("degraded", report.Status);
        Assert.AreEqual("a hole in the log", report.Layers.Single(l => l.Name == "bad").Error);
        Assert.AreEqual(_time.GetUtcNow(), report.Layers.Single(l => l.Name == "bad").Since);
        Assert.Contains("stream 'bad' failed: a hole in the log", _news);
        await StopAsync(run);
        Assert.AreEqual(1, good.Starts);
    }

    [TestMethod]
    public async Task It_is_started_again_later_each_time_and_at_once_fails_no_more_than_that()
    {
        var bad = new Script("bad", new DataException("1"), new DataException("2"), new DataException("3"));
        var run = RunAsync(new Script("good"), bad);
        var next = TimeSpan.Zero;
        foreach (var pause in new[] { 30, 60, 120 })
        {
            await UntilAsync(() => Layer("bad").Error == bad.Starts.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.AreEqual(_time.GetUtcNow() + TimeSpan.FromSeconds(pause), Layer("bad").NextStart);
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            var starts = bad.Starts;
            await Task.Delay(20);
            Assert.AreEqual(starts, bad.Starts);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await UntilAsync(() => bad.Starts == starts + 1);
        }

        await UntilAsync(() => State("bad") == ProcessHealth.Running);
        Assert.AreEqual("ok", _health.Report().Status);
        _time.Advance(Supervisor.Recovered);
        await UntilAsync(() => _news.Contains("stream 'bad' runs"));
        await StopAsync(run);
    }

    [TestMethod]
    public async Task What_passes_is_waited_out_even_where_nothing_else_runs()
    {
        var away = new Script("away", new TransientException("ClickHouse did not answer"), new IOException("no space left"));
        var run = RunAsync(away);
        await UntilAsync(() => State("away") == ProcessHealth.Waiting);
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => away.Starts == 2 && State("away") == ProcessHealth.Waiting);
        _time.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(() => State("away") == ProcessHealth.Running);
        await StopAsync(run);
    }

    [TestMethod]
    public async Task The_only_job_of_a_process_ends_it_with_its_error()
    {
        var error = await Assert.ThrowsExactlyAsync<DataException>(
            () => RunAsync(new Script("only", new DataException("the topic was deleted"))));
        Assert.AreEqual("the topic was deleted", error.Message);
        Assert.AreEqual(3, UnifiedHost.ExitCode(error));
    }

    [TestMethod]
    public async Task A_process_ends_with_the_first_error_when_nothing_runs_any_more()
    {
        var late = new TaskCompletionSource();
        var second = new Part("stream", "second", "", async (waits, stop) =>
        {
            waits(null);
            await late.Task.WaitAsync(stop);
            throw new DataException("second");
        });
        var run = _supervisor.RunAsync([new Script("first", new DataException("first")).Part, second], endAtFirst: false, _stop.Token);
        await UntilAsync(() => State("first") == ProcessHealth.Failed);
        Assert.IsFalse(run.IsCompleted);
        late.SetResult();
        Assert.AreEqual("first", (await Assert.ThrowsExactlyAsync<DataException>(() => run)).Message);
    }

    [TestMethod]
    public async Task A_bug_in_one_job_is_no_end_of_the_others()
    {
        var run = RunAsync(new Script("good"), new Script("bad", new InvalidCastException("a bug")));
        await UntilAsync(() => State("bad") == ProcessHealth.Failed);
        Assert.AreEqual(ProcessHealth.Running, State("good"));
        await StopAsync(run);
    }

    [TestMethod]
    public async Task A_wrong_setting_ends_all_at_once_for_no_start_helps()
    {
        var good = new Script("good");
        var error = await Assert.ThrowsExactlyAsync<SettingException>(() => RunAsync(good, new Script("bad", new SettingException("x"))));
        Assert.AreEqual(2, UnifiedHost.ExitCode(error));
        Assert.AreEqual(ProcessHealth.Ended, State("good"));
    }

    [TestMethod]
    public async Task Where_somebody_watches_the_first_error_ends_all()
    {
        var run = _supervisor.RunAsync([new Script("good").Part, new Script("bad", new DataException("x")).Part], endAtFirst: true,
            _stop.Token);
        await Assert.ThrowsExactlyAsync<DataException>(() => run);
    }

    [TestMethod]
    public async Task A_stop_ends_what_runs_and_what_waits_without_an_error()
    {
        var run = RunAsync(new Script("good"), new Script("bad", new DataException("x")),
            new Script("away", new TransientException("y")));
        await UntilAsync(() => State("bad") == ProcessHealth.Failed && State("away") == ProcessHealth.Waiting);
        await StopAsync(run);
        Assert.IsTrue(_health.Report().Layers.All(l => l.State == ProcessHealth.Ended));
    }

    [TestMethod]
    public async Task What_stands_still_in_a_part_that_runs_is_told_and_cleared_when_it_has_moved_for_a_while()
    {
        string? problem = null;
        var run = _supervisor.RunAsync(
            [new Script("job").Part with { Problem = () => Volatile.Read(ref problem) }], endAtFirst: false, _stop.Token);
        await UntilAsync(() => State("job") == ProcessHealth.Running);
        Volatile.Write(ref problem, "partition 3 stands still");
        await LookAsync();
        await UntilAsync(() => State("job") == ProcessHealth.Waiting);
        Assert.AreEqual("partition 3 stands still", Layer("job").Error);
        await UntilAsync(() => _news.Contains("stream 'job' failed: partition 3 stands still"));
        for (var look = 0; look < 6; look++)
        {
            await LookAsync();
        }

        Assert.HasCount(1, _news, "told once, and not that it runs");
        Volatile.Write(ref problem, null);
        await LookAsync();
        await UntilAsync(() => State("job") == ProcessHealth.Running);
        Assert.IsNull(Layer("job").Error);
        Assert.HasCount(1, _news, "it may stand still again");
        for (var look = 0; look < 3; look++)
        {
            await LookAsync();
        }

        await UntilAsync(() => _news.Contains("stream 'job' runs"));
        await StopAsync(run);

        async Task LookAsync()
        {
            _time.Advance(Supervisor.BetweenLooks);
            await Task.Delay(20);
        }
    }

    [TestMethod]
    public void Of_several_problems_the_first_is_told_and_how_many_there_are()
    {
        Assert.IsNull(Part.First([]));
        Assert.AreEqual("a", Part.First(["a"]));
        Assert.AreEqual("a (and 2 more)", Part.First(["a", "b", "c"]));
    }

    [TestMethod]
    public void Pauses_grow_to_a_limit()
    {
        Assert.AreEqual("1 2 4 8 16 30 30", Pauses(Remedy.Wait, 7));
        Assert.AreEqual("30 60 120 240 480 600 600", Pauses(Remedy.Mend, 7));
        Assert.AreEqual(TimeSpan.FromMinutes(10), RestartPause.Of(Remedy.Mend, int.MaxValue));

        static string Pauses(Remedy remedy, int most) =>
            string.Join(' ', Enumerable.Range(1, most).Select(n => RestartPause.Of(remedy, n).TotalSeconds));
    }

    private Task RunAsync(params Script[] scripts) =>
        _supervisor.RunAsync([.. scripts.Select(s => s.Part)], endAtFirst: false, _stop.Token);

    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private string? State(string name) => _health.Report().Layers.SingleOrDefault(l => l.Name == name)?.State;

    private Serving.Api.LayerReport Layer(string name) => _health.Report().Layers.Single(l => l.Name == name);

    private Task Tell(string news)
    {
        _news.Enqueue(news);
        return Task.CompletedTask;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var limit = System.Diagnostics.Stopwatch.StartNew(); !holds(); await Task.Delay(5))
        {
            Assert.IsLessThan(TimeSpan.FromSeconds(60), limit.Elapsed);
        }
    }

    /// <summary>A part that fails with each of these errors in turn, and then runs.</summary>
    private sealed class Script(string name, params Exception[] errors)
    {
        private int _starts;

        public int Starts => Volatile.Read(ref _starts);

        public Part Part => new("stream", name, "", async (waits, stop) =>
        {
            if (Interlocked.Increment(ref _starts) is var start && start <= errors.Length)
            {
                throw errors[start - 1];
            }

            waits(null);
            await Task.Delay(Timeout.Infinite, stop);
        });
    }
}
