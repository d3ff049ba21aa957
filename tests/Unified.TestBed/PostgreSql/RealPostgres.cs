using System.Globalization;
using Unified.TestKit.Kafka;
using Unified.TestKit.Processes;

namespace Unified.TestKit.PostgreSql;

/// <summary>
/// A real PostgreSQL of its own on a free port with data in a temporary folder. Without its programs it is not available, and a test says
/// so:
/// <code>if (!RealPostgres.IsAvailable) { Assert.Inconclusive(RealPostgres.SkipReason); }</code>
/// </summary>
public sealed class RealPostgres : IAsyncDisposable
{
    private const int Attempts = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();
    private readonly int _port = FreePorts.Find(1, 1);
    private ChildProcess? _server;

    private RealPostgres()
    {
    }

    public static bool IsAvailable => PostgresHome.Problem is null;

    /// <summary>Why it is not available; empty when it is.</summary>
    public static string SkipReason => PostgresHome.Problem ?? "";

    /// <summary>The port that it is, or was, at.</summary>
    public int Port => _port;

    /// <summary>How to reach it: for Npgsql.</summary>
    public string ConnectionString => ConnectionStringAt(_port);

    /// <summary>The same through another port of this machine.</summary>
    public static string ConnectionStringAt(int port) => string.Create(CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={port};Database=postgres;Username=unified;Timeout=5;Command Timeout=20");

    /// <summary>Starts a server over a new, empty cluster.</summary>
    public static async Task<RealPostgres> StartAsync()
    {
        var postgres = await CreateAsync().ConfigureAwait(false);
        await postgres.RestartAsync().ConfigureAwait(false);
        return postgres;
    }

    /// <summary>A cluster whose server has not been started yet.</summary>
    public static async Task<RealPostgres> CreateAsync()
    {
        if (!IsAvailable) { throw new InvalidOperationException($"A real PostgreSQL is not available: {SkipReason}."); }
        var postgres = new RealPostgres();
        try
        {
            if (PostgresHome.IsRoot)
            {
                await RunAsync("chown", ["nobody", postgres._folder.Path]).ConfigureAwait(false);
            }

            await RunAsync(PostgresHome.Program("initdb"),
                ["-D", postgres.Data, "-U", "unified", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"], asServer: true)
                .ConfigureAwait(false);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private string Data => _folder["data"];

    /// <summary>kill -9 of the server and of all its processes; its data stays.</summary>
    public async Task KillAsync()
    {
        if (_server is not { } server)
        {
            return;
        }

        _server = null;
        var children = Children(server.Id);
        await server.KillAsync().ConfigureAwait(false);
        foreach (var child in children)
        {
            Signals.Send(child, Signals.Kill);
        }

        for (var i = 0; i < 250 && children.Exists(Signals.Exists); i++) { await Task.Delay(20).ConfigureAwait(false); }
        await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts the server again over the same data and on the same port.</summary>
    public async Task RestartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var (program, arguments) = Command(PostgresHome.Program("postgres"),
            [
                "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _folder.Path, "-c", "listen_addresses=127.0.0.1",
                // What a killed process has written is in the system's cache; nobody pulls the plug.
                "-c", "fsync=off",
            ], asServer: true);
            var server = ChildProcess.Start(program, arguments);
            try
            {
                await server.WaitForLineAsync(l => l.Contains("database system is ready to accept connections", StringComparison.Ordinal),
                    Patience).ConfigureAwait(false);
                _server = server;
                return;
            }
            catch (InvalidOperationException) when (attempt < Attempts && server.HasExited)
            {
                // A process of the killed one is not quite gone on a busy machine and holds its memory.
                await server.DisposeAsync().ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(250)).ConfigureAwait(false);
            }
            catch
            {
                await server.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // No orderly end: the data goes too.
        await KillAsync().ConfigureAwait(false);
        _folder.Dispose();
    }

    private static List<int> Children(int processId)
    {
        var id = processId.ToString(CultureInfo.InvariantCulture);
        var file = $"/proc/{id}/task/{id}/children";
        return File.Exists(file)
            ? [.. File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(c => int.Parse(c, CultureInfo.InvariantCulture))]
            : [];
    }

    private static (string Program, IReadOnlyList<string> Arguments) Command(
        string program, IEnumerable<string> arguments, bool asServer) =>
        asServer && PostgresHome.IsRoot
            ? (PostgresHome.Unprivileged![0], [.. PostgresHome.Unprivileged.Skip(1), program, .. arguments])
            : (program, [.. arguments]);

    private static async Task RunAsync(string name, IEnumerable<string> arguments, bool asServer = false)
    {
        var (program, all) = Command(name, arguments, asServer);
        var process = ChildProcess.Start(program, all);
        await using (process.ConfigureAwait(false))
        {
            if (await process.WaitForExitAsync(Patience).ConfigureAwait(false) is var code and not 0)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"'{program} {string.Join(' ', all)}' ended with exit code {code}:\n{string.Join('\n', process.Output)}"));
            }
        }
    }
}
