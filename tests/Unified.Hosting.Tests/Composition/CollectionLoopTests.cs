using Microsoft.Extensions.Time.Testing;
using Unified.Contracts;
using Unified.Definition;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Plans;
using Unified.Serving.Manifests;
using Unified.TestKit.Events;

namespace Unified.Hosting.Tests.Composition;

[TestClass]
public sealed class CollectionLoopTests
{
    [TestMethod]
    public async Task Every_job_is_collected_once_an_hour_with_the_setting_and_a_failure_does_not_stop_it()
    {
        var time = new FakeTimeProvider();
        JobPlan[] plans = [JobPlan.Create(new HourlyTrades()), JobPlan.Create(new SideTotals())];
        var (calls, said, looks) = (new List<string>(), new List<string>(), new List<string>());
        using var stop = new CancellationTokenSource();
        var loop = new CollectionLoop((plan, keep, _) =>
        {
            calls.Add($"{plan.Job} {keep.TotalHours}");
            return calls.Count == 1 ? throw new TransientException("no answer")
                : Task.FromResult(calls.Count == 2 ? new Collected(3, 2, 1) : new Collected(0, 0, 0));
        }, (plan, turn, turns, _) =>
        {
            looks.Add($"{plan.Job} {turn % turns}");
            return Task.FromResult<IReadOnlyList<ChangedRows>>(looks.Count == 2 ? [new ChangedRows(7, 19782, 4, 3)] : []);
        }, TimeSpan.FromHours(5), time, said.Add);
        var running = loop.RunAsync(plans, stop.Token);
        string[] round = ["hourly_trades 5", "side_totals 5"];
        CollectionAssert.AreEqual(round, calls);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.HasCount(2, calls);
        time.Advance(TimeSpan.FromMinutes(1));
        await WaitAsync(() => looks.Count == 4);
        CollectionAssert.AreEqual(round.Concat(round).ToArray(), calls);
        Assert.AreEqual("hourly_trades: superseded rows were not dropped, the next try is in an hour: no answer", said[0]);
        Assert.AreEqual("side_totals: dropped 3 superseded batch partitions, staged rows of 2 generations, 1 stream buckets", said[1]);
        Assert.AreEqual("side_totals: the promoted rows of 1 days are not those that were promoted, day 2024-02-29 first. "
            + "Compute them anew: backfill --job side_totals --rebuild", said[2]);
        Assert.HasCount(3, said);
        CollectionAssert.AreEqual(new[] { "hourly_trades 0", "side_totals 0", "hourly_trades 1", "side_totals 1" }, looks);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
    }

    [TestMethod]
    [DataRow("00:59:59")]
    [DataRow("365.00:00:01")]
    public void A_time_to_keep_that_is_too_short_or_too_long_is_refused_by_name(string value)
    {
        var error = Assert.ThrowsExactly<SettingException>(() =>
            Settings.Bind(Settings.Read([$"Unified:Backfill:KeepSuperseded={value}"])));
        Assert.AreEqual($"Unified:Backfill:KeepSuperseded is {value}; allowed are 01:00:00 to 365.00:00:00.", error.Message);
        Assert.AreEqual(TimeSpan.FromDays(7), Settings.Bind(Settings.Read([])).Backfill.KeepSuperseded);
    }

    private static async Task WaitAsync(Func<bool> holds)
    {
        for (var i = 0; i < 6000 && !holds(); i++)
        {
            await Task.Delay(10);
        }
    }
}
