using System.Diagnostics;
using System.Globalization;
using ClickHouse.Driver;
using Unified.Embedded;
using Unified.Embedded.ClickHouse;

namespace Unified.Embedded.Tests.ClickHouse;

[TestClass]
public sealed class EmbeddedClickHouseLifeTests
{
    [TestMethod]
    public async Task A_restart_keeps_tables_views_and_rows()
    {
        var data = EmbeddedServers.NewFolder();
        var first = await EmbeddedServers.StartAsync(data);
        await first.ExecuteAsync("CREATE TABLE kept (k Int64, v String) ENGINE = ReplacingMergeTree ORDER BY k");
        await first.ExecuteAsync("CREATE VIEW seen AS SELECT k, upper(v) AS v FROM kept FINAL");
        await first.ExecuteAsync("INSERT INTO kept VALUES (1, 'a')");
        await first.ExecuteAsync("INSERT INTO kept VALUES (1, 'b')");
        await first.StopAsync();
        await using var second = await EmbeddedServers.StartAsync(data);
        Assert.AreEqual("B", await second.ScalarAsync("SELECT v FROM seen"));
    }

    [TestMethod]
    public async Task A_killed_server_loses_no_acknowledged_row()
    {
        var data = EmbeddedServers.NewFolder();
        var first = await EmbeddedServers.StartAsync(data);
        await first.ExecuteAsync("CREATE TABLE kept (k Int64) ENGINE = MergeTree ORDER BY k");
        for (var i = 0; i < 20; i++)
        {
            await first.ExecuteAsync($"INSERT INTO kept SELECT number FROM numbers({i * 1000}, 1000)");
        }

        using (var child = Process.GetProcessById(first.Server.ProcessId))
        {
            child.Kill();
        }

        await first.Server.Exited;
        await first.StopAsync();
        await using var second = await EmbeddedServers.StartAsync(data);
        Assert.AreEqual(20_000UL, await second.ScalarAsync("SELECT uniqExact(k) FROM kept"));
    }

    [TestMethod]
    public async Task A_second_server_over_the_same_folder_is_refused_by_the_name_of_the_first()
    {
        await using var first = await EmbeddedServers.StartAsync();
        var refused = await Assert.ThrowsExactlyAsync<EmbeddedServerException>(() =>
            EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { DataPath = first.Data }));
        Assert.Contains($"in use by process {first.Server.ProcessId}", refused.Message);
        Assert.AreEqual((byte)1, await first.ScalarAsync("SELECT 1"));
    }

    [TestMethod]
    public async Task It_ends_when_its_standard_input_does()
    {
        var library = EmbeddedServers.RequireLibrary();
        using var child = Process.Start(ServerCommand.Of(
            new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder() }, library, "secret"))!;
        Assert.StartsWith("ready http://127.0.0.1:", await child.StandardOutput.ReadLineAsync());
        child.StandardInput.Close();
        await EndsSoonAsync(child);
        Assert.AreEqual(0, child.ExitCode);
    }

    [TestMethod]
    public async Task It_ends_when_its_parent_is_killed_even_if_its_standard_input_stays_open()
    {
        var library = EmbeddedServers.RequireLibrary();
        using var parent = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        var command = ServerCommand.Of(
            new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder() }, library, "secret");
        command.ArgumentList[command.ArgumentList.IndexOf("--parent") + 1] = parent.Id.ToString(CultureInfo.InvariantCulture);
        using var child = Process.Start(command)!;
        Assert.StartsWith("ready http://127.0.0.1:", await child.StandardOutput.ReadLineAsync());
        parent.Kill();
        await parent.WaitForExitAsync();
        await EndsSoonAsync(child);
    }

    [TestMethod]
    public async Task It_stops_on_SIGTERM()
    {
        var library = EmbeddedServers.RequireLibrary();
        using var child = Process.Start(ServerCommand.Of(
            new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder() }, library, "secret"))!;
        Assert.StartsWith("ready http://127.0.0.1:", await child.StandardOutput.ReadLineAsync());
        using var kill = Process.Start("kill", ["-TERM", child.Id.ToString(CultureInfo.InvariantCulture)])!;
        await EndsSoonAsync(child);
        Assert.AreEqual(0, child.ExitCode);
    }

    [TestMethod]
    public async Task A_statement_that_still_runs_does_not_keep_an_orphan_alive()
    {
        var library = EmbeddedServers.RequireLibrary();
        using var child = Process.Start(ServerCommand.Of(
            new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder() }, library, "secret"))!;
        var address = (await child.StandardOutput.ReadLineAsync())!["ready ".Length..];
        using var http = new HttpClient();
        var endless = http.PostAsync(
            new Uri(address + "/?password=secret&function_sleep_max_microseconds_per_block=0"), new StringContent("SELECT " +
            "sum(sleepEachRow(1)) FROM numbers(600)"));
        await Task.WhenAny(endless, Task.Delay(500));
        child.StandardInput.Close();
        await EndsSoonAsync(child);
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => endless);
    }

    [TestMethod]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var first = await EmbeddedServers.StartAsync();
        var options = new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder(), Port = first.Server.Endpoint.Port };
        var refused = await Assert.ThrowsExactlyAsync<EmbeddedServerException>(() => EmbeddedClickHouse.StartAsync(options));
        Assert.Contains($"Port {first.Server.Endpoint.Port} of 127.0.0.1 cannot be listened on", refused.Message);
    }

    [TestMethod]
    public async Task A_library_that_does_not_exist_is_named()
    {
        var options = new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder(), Library = "/nowhere/libchdb.so" };
        var missing = await Assert.ThrowsExactlyAsync<EmbeddedServerException>(() => EmbeddedClickHouse.StartAsync(options));
        Assert.Contains("/nowhere/libchdb.so", missing.Message);
        Assert.Contains("npm package @chdb/lib-", missing.Message);
    }

    [TestMethod]
    public async Task It_starts_where_a_package_left_the_assemblies_alone()
    {
        EmbeddedServers.RequireLibrary();
        var package = EmbeddedServers.NewFolder();
        foreach (var assembly in new[] { "Unified.Embedded.dll", "ZstdSharp.dll", "Confluent.Kafka.dll" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, assembly), Path.Combine(package, assembly));
        }

        var options = new EmbeddedClickHouseOptions
        {
            DataPath = EmbeddedServers.NewFolder(),
            ServerAssembly = Path.Combine(package, "Unified.Embedded.dll")
        };
        await using var server = await EmbeddedClickHouse.StartAsync(options);
        using var client = new ClickHouseClient(server.ConnectionString);
        Assert.AreEqual((byte)1, await client.ExecuteScalarAsync("SELECT 1"));
    }

    [TestMethod]
    public async Task An_assembly_that_is_not_there_is_named()
    {
        EmbeddedServers.RequireLibrary();
        var options = new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder(), ServerAssembly = "/nowhere/Server.dll" };
        var missing = await Assert.ThrowsExactlyAsync<EmbeddedServerException>(() => EmbeddedClickHouse.StartAsync(options));
        Assert.Contains("'/nowhere/Server.dll' is not there", missing.Message);
    }

    [TestMethod]
    public async Task What_the_child_says_before_it_dies_reaches_the_caller()
    {
        EmbeddedServers.RequireLibrary();
        var file = Path.Combine(EmbeddedServers.NewFolder(), "not-a-library.so");
        await File.WriteAllTextAsync(file, "text");
        var options = new EmbeddedClickHouseOptions { DataPath = EmbeddedServers.NewFolder(), Library = file };
        var failed = await Assert.ThrowsExactlyAsync<EmbeddedServerException>(() => EmbeddedClickHouse.StartAsync(options));
        Assert.Contains("not-a-library.so", failed.Message);
        Assert.Contains("is not a library that this system can load", failed.Message);
        Assert.Contains(options.DataPath, failed.Message);
    }

    private static async Task EndsSoonAsync(Process child)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await child.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            Assert.Fail("The server outlived its parent.");
        }
    }
}
