using System.Globalization;
using Unified.Contracts;
using Unified.Hosting.Embedded;
using Unified.Hosting.Embedded.ClickHouse;
using Unified.Serving.ClickHouse;
using Unified.TestKit;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>One embedded ClickHouse for the whole run; every test has a database of its own.</summary>
[TestClass]
public static class Server
{
    private static readonly TempFolder Folder = new();
    private static EmbeddedClickHouse? _server;
    private static string _missing = "";
    private static int _databases;

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext context)
    {
        try
        {
            _server = await EmbeddedClickHouse.StartAsync(
                new EmbeddedClickHouseOptions { DataPath = Folder.Path, Library = Environment.GetEnvironmentVariable("UNIFIED_TEST_LIBCHDB") }, context.CancellationToken);
        }
        catch (EmbeddedServerException missing)
        {
            _missing = missing.Message;
        }
    }

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Folder.Dispose();
    }

    /// <summary>A new, empty database.</summary>
    public static ClickHouseDatabase NewDatabase(TimeProvider? time = null, string code = "test")
    {
        if (_server is null)
        {
            Assert.Inconclusive(_missing);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        return Database(name, time, code);
    }

    /// <summary>An existing database, as another process would open it.</summary>
    public static ClickHouseDatabase Database(string name, TimeProvider? time = null, string code = "test") => new(
        new ClickHouseOptions { ConnectionString = _server!.ConnectionString, Database = name, Code = code, RetryDelay = TimeSpan.FromMilliseconds(10) },
        time ?? TimeProvider.System);
}
