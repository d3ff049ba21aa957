using Unified.Embedded;
using Unified.Embedded.ClickHouse;
using Unified.TestKit;

namespace Unified.Nexmark.Tests;

/// <summary>One embedded ClickHouse for the whole run.</summary>
[TestClass]
public static class Server
{
    private static EmbeddedClickHouse? _server;
    private static string _missing = "";

    /// <summary>For the files of all tests.</summary>
    internal static TempFolder Folder { get; } = new();

    internal static EmbeddedClickHouse ClickHouse
    {
        get
        {
            if (_server is null)
            {
                Assert.Inconclusive(_missing);
            }

            return _server;
        }
    }

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext context)
    {
        try
        {
            _server = await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { Outside = true, DataPath = Folder["clickhouse"] },
                context.CancellationToken);
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
}
