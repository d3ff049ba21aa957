using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Hosting.ScheduleDashboard;
using Unified.TestKit.PostgreSql;

namespace Unified.Hosting.Tests.Composition;

/// <summary>A PostgreSQL that is away, at the start or later, is waited for: the part says so, and nothing ends.</summary>
[TestClass]
public sealed class ScheduleStoreTests
{
    private const string Waits = "waits for PostgreSQL: the log says why";

    private readonly ConcurrentQueue<string?> _said = [];
    private readonly OpenSchedule _open = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_database_that_is_away_is_waited_for_and_one_that_comes_back_is_planned_for()
    {
        if (!RealPostgres.IsAvailable)
        {
            Assert.Inconclusive(RealPostgres.SkipReason);
        }

        await using var postgres = await RealPostgres.CreateAsync();
        var store = new ScheduleStore(new ScheduleSettings { Storage = postgres.ConnectionString },
            (_, _, _) => Task.FromResult("Prod_eu"), _open, TimeProvider.System, NullLogger<ScheduleStore>.Instance);
        Assert.IsTrue(store.IsShared);
        var opening = store.OpenAsync("schedule", _said.Enqueue, TestContext.CancellationToken);
        await UntilAsync(() => _said.Contains(Waits));
        Assert.IsFalse(opening.IsCompleted);

        await postgres.RestartAsync();
        using var storage = await opening;
        Assert.IsNull(_said.Last());
        Assert.Contains("unified_Prod_eu", storage.Jobs.ToString()!);

        _said.Clear();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var recovered = new ConcurrentQueue<TimeSpan>();
        var watch = store.WatchAsync(storage, "schedule", _said.Enqueue, recovered.Enqueue, stop.Token);
        Assert.AreSame(storage.Jobs, _open.Jobs);
        await postgres.KillAsync();
        await UntilAsync(() => _said.Contains(Waits));
        Assert.IsEmpty(recovered);
        await postgres.RestartAsync();
        await UntilAsync(() => !recovered.IsEmpty && _said.Last() is null);

        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => watch);
        Assert.HasCount(1, recovered);
        Assert.IsNull(_open.Jobs);
    }

    [TestMethod]
    public async Task Memory_needs_nobody()
    {
        var store = new ScheduleStore(new ScheduleSettings(), (_, _, _) => throw new AssertFailedException("asked"), _open,
            TimeProvider.System, NullLogger<ScheduleStore>.Instance);
        Assert.IsFalse(store.IsShared);
        using var storage = await store.OpenAsync("schedule", _said.Enqueue, TestContext.CancellationToken);
        await storage.CheckAsync(TestContext.CancellationToken);
        Assert.IsEmpty(_said);
    }

    private async Task UntilAsync(Func<bool> so)
    {
        for (var i = 0; i < 3000 && !so(); i++)
        {
            await Task.Delay(40, TestContext.CancellationToken);
        }

        Assert.IsTrue(so(), string.Join(", ", _said));
    }
}
