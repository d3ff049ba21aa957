using System.Globalization;
using Unified.Contracts;
using Unified.Embedded;
using Unified.Embedded.ClickHouse;
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
            _server = await EmbeddedClickHouse.StartAsync(Options(Folder.Path), context.CancellationToken);
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
    /// <param name="name">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="code">The code version.</param>
    /// <param name="before">What happens before each statement of this process, or null.</param>
    /// <param name="clock">Stands for the server's clock; null for the process's own, where that is given.</param>
    internal static ClickHouseDatabase Database(
        string name, TimeProvider? time = null, string code = "test", Func<string, Task>? before = null, TimeProvider? clock = null) =>
            Database(_server!, name, time, code, before, clock);

    /// <summary>A database of another server.</summary>
    internal static ClickHouseDatabase Database(
        EmbeddedClickHouse server, string name, TimeProvider? time = null, string code = "test", Func<string, Task>? before = null,
        TimeProvider? clock = null) => new(
        new ClickHouseOptions
        {
            ConnectionString = server.ConnectionString,
            Database = name,
            Code = code,
            RetryDelay = TimeSpan.FromMilliseconds(10),
        },
        time ?? TimeProvider.System, before is null ? null : new HttpClient(new StatementGate(before)), clock ?? time);

    /// <summary>Takes a database away once its test has ended: every table that stays costs the server time, even unused.</summary>
    internal static void Drop(ClickHouseDatabase database) =>
        database.ExecuteAsync($"DROP DATABASE IF EXISTS {Unified.Sql.ClickHouse.Identifier(database.Options.Database)}",
            CancellationToken.None)
            .GetAwaiter().GetResult();

    /// <summary>Another server of its own, over a folder.</summary>
    internal static async Task<EmbeddedClickHouse> StartOwnAsync(string folder, CancellationToken cancellation)
    {
        if (_server is null)
        {
            Assert.Inconclusive(_missing);
        }

        return await EmbeddedClickHouse.StartAsync(Options(folder), cancellation);
    }

    private static EmbeddedClickHouseOptions Options(string folder) => new()
    {
        DataPath = folder,
        Library = Environment.GetEnvironmentVariable("UNIFIED_TEST_LIBCHDB"),
        // A few rows a statement: threads that split them would cost more than they save.
        Settings = new Dictionary<string, string> { ["input_format_parallel_parsing"] = "0", ["output_format_parallel_formatting"] = "0" },
    };
}
