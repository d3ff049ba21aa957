using System.Runtime.InteropServices;
using System.Text;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>
/// The ClickHouse engine in this process over one data folder. It lives as long as its first connection; the others are sessions that
/// run in parallel, each with its own settings, current database and temporary tables, and cost a tenth of a millisecond to open.
/// </summary>
internal sealed unsafe class ChdbEngine : IDisposable
{
    private readonly ChdbApi _api;
    private readonly string _data;
    private readonly Lock _connecting = new();
    private readonly ChdbConnection _keepAlive;

    public ChdbEngine(string library, string data)
    {
        _data = data;
        // The engine's time zone is the process's; it reads TZ with getenv, which .NET's own variables never reach.
        _ = EnvironmentOfTheProcess.Set("TZ", "UTC");
        // Before the first connect, which would install handlers of its own.
        var signals = SignalDispositions.Capture();
        _api = new ChdbApi(library);
        _api.SetSignalHandlersEnabled(0);
        signals.Restore();
        _keepAlive = Open();
        using var version = _keepAlive.Query("SELECT version()"u8, "TabSeparated", []);
        Version = Encoding.UTF8.GetString(version.Bytes).Trim();
    }

    public string Version { get; }

    /// <summary>Before 26.7 libchdb had no thread that removes dropped tables: DROP ... SYNC waited for ever, and their files
    /// stayed.</summary>
    public bool RemovesDroppedTables => System.Version.TryParse(Version, out var version) && version >= new Version(26, 7);

    public ChdbConnection Open()
    {
        lock (_connecting)
        {
            var signals = SignalDispositions.Capture();
            var name = Marshal.StringToCoTaskMemUTF8("clickhouse");
            var path = Marshal.StringToCoTaskMemUTF8("--path=" + _data);
            // Read by the connection that boots the engine: the disk of a laptop is wanted back at once, not after eight minutes.
            var delay = Marshal.StringToCoTaskMemUTF8("--database_atomic_delay_before_drop_table_sec=0");
            try
            {
                var arguments = stackalloc byte*[] { (byte*)name, (byte*)path, (byte*)delay };
                var handle = _api.Connect(3, arguments);
                return handle is null
                    ? throw new EmbeddedServerException($"The ClickHouse engine could not open the data folder '{_data}': another " +
                        $"process may hold it, or it is not writable.")
                    : new ChdbConnection(_api, handle);
            }
            finally
            {
                signals.Restore();
                Marshal.FreeCoTaskMem(name);
                Marshal.FreeCoTaskMem(path);
                Marshal.FreeCoTaskMem(delay);
            }
        }
    }

    /// <summary>Shuts the engine down; every other connection must be closed by now.</summary>
    public void Dispose() => _keepAlive.Dispose();
}
