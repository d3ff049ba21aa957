using Microsoft.Extensions.Time.Testing;
using Unified.Hosting.Embedded.Kafka;

namespace Unified.Hosting.Tests.Embedded;

[TestClass]
public sealed class RetentionGuardTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Consumers _consumers = new();

    [TestMethod]
    public async Task A_producer_waits_at_the_limit_until_the_slowest_group_commits()
    {
        var guard = new RetentionGuard(_consumers, 2, 100, _time);
        await guard.ReserveAsync(0, 60);
        guard.Delivered(0, 0, 60);
        var waiting = guard.ReserveAsync(0, 50).AsTask();
        await guard.ReserveAsync(1, 100);
        Assert.IsFalse(await FinishesAsync(waiting, polls: 3));
        _consumers.Committed = [1, 0];
        Assert.IsTrue(await FinishesAsync(waiting, polls: 3));
        Assert.AreEqual(50, guard.Ahead(0));
    }

    [TestMethod]
    public async Task A_failed_send_gives_its_bytes_back()
    {
        var guard = new RetentionGuard(_consumers, 2, 100, _time);
        await guard.ReserveAsync(0, 100);
        guard.Failed(0, 100);
        Assert.AreEqual(0, guard.Ahead(0));
        await guard.ReserveAsync(0, 100);
    }

    [TestMethod]
    public async Task A_record_larger_than_the_limit_is_refused_at_once()
    {
        var refused = await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => new RetentionGuard(_consumers, 1, 100, _time).ReserveAsync(0, 101).AsTask());
        Assert.Contains("101", refused.Message);
    }

    private async Task<bool> FinishesAsync(Task task, int polls)
    {
        for (var i = 0; i < polls && !task.IsCompleted; i++)
        {
            await Task.WhenAny(task, Task.Delay(100));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAny(task, Task.Delay(200));
        return task.IsCompleted;
    }

    private sealed class Consumers : IPartitionProgress
    {
        public long[] Committed { get; set; } = [0, 0];

        public IReadOnlyList<long> SlowestCommitted() => Committed;
    }
}
