using System.Collections.Concurrent;
using System.Diagnostics;

namespace Unified.Embedded.Tests.ClickHouse;

/// <summary>A child that was killed is seen at once, said, and replaced at the same address, with its tables.</summary>
[TestClass]
public sealed class EmbeddedClickHouseRestartTests
{
    [TestMethod]
    public async Task A_killed_child_is_replaced_at_the_same_address_and_with_the_same_password()
    {
        var said = new Said();
        await using var servers = await EmbeddedServers.StartAsync(restart: true, trouble: said);
        await servers.ExecuteAsync("CREATE TABLE kept (k Int64) ENGINE = MergeTree ORDER BY k");
        await servers.ExecuteAsync("INSERT INTO kept VALUES (1)");
        var first = servers.Server.ProcessId;
        var killed = Stopwatch.StartNew();
        Kill(first);
        while (servers.Server.Fault is null && servers.Server.Restarts == 0)
        {
            Assert.IsLessThan(TimeSpan.FromSeconds(1), killed.Elapsed, "The death was not seen within a second.");
            await Task.Delay(5);
        }

        await AnswersAgainAsync(servers, restarts: 1);
        await servers.ExecuteAsync("INSERT INTO kept VALUES (2)");
        Assert.AreEqual(3L, await servers.ScalarAsync("SELECT sum(k) FROM kept"));
        Assert.AreNotEqual(first, servers.Server.ProcessId);
        Assert.IsNull(servers.Server.Fault);
        var lines = said.Lines.ToArray();
        Assert.Contains($"The embedded ClickHouse (process {first}) ended by itself with code 137", lines[0]);
        Assert.StartsWith("The embedded ClickHouse answers again", lines[1]);
    }

    [TestMethod]
    public async Task One_that_dies_again_and_again_is_started_again_and_again()
    {
        await using var servers = await EmbeddedServers.StartAsync(restart: true);
        for (var restarts = 1; restarts <= 3; restarts++)
        {
            Kill(servers.Server.ProcessId);
            await AnswersAgainAsync(servers, restarts);
        }
    }

    [TestMethod]
    public async Task Disposing_while_it_is_down_ends_it()
    {
        var data = EmbeddedServers.NewFolder();
        var servers = await EmbeddedServers.StartAsync(data, restart: true);
        Kill(servers.Server.ProcessId);
        await servers.StopAsync();
        // The folder is free: nobody holds its lock.
        await using var next = await EmbeddedServers.StartAsync(data);
        Assert.AreEqual((byte)1, await next.ScalarAsync("SELECT 1"));
    }

    private static void Kill(int process)
    {
        using var child = Process.GetProcessById(process);
        child.Kill();
    }

    private static async Task AnswersAgainAsync(EmbeddedServers servers, int restarts)
    {
        for (var limit = Stopwatch.StartNew(); servers.Server.Restarts < restarts; await Task.Delay(20))
        {
            Assert.IsLessThan(TimeSpan.FromSeconds(60), limit.Elapsed, servers.Server.Fault?.Error ?? "");
        }

        Assert.AreEqual((byte)1, await servers.ScalarAsync("SELECT 1"));
    }

    private sealed class Said : IProgress<string>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public void Report(string value) => Lines.Enqueue(value);
    }
}
