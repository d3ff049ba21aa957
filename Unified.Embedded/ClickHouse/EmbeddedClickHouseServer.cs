using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Unified.Embedded.ClickHouse.Http;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse;

/// <summary>The child process: the engine, and ClickHouse's HTTP interface in front of it, on the loopback address only.</summary>
public static class EmbeddedClickHouseServer
{
    /// <summary>The hidden command that a program forwards here.</summary>
    public const string Verb = "embedded-clickhouse";

    /// <summary>Standard output says this, and the address, once statements are accepted.</summary>
    internal const string ReadyPrefix = "ready ";

    // More than the cores: a query that waits (for the disk, for another's lock) must not hold up the others.
    private const int ParallelStatements = 16;

    /// <summary>Serves until the process is told to end.</summary>
    /// <param name="args">What stands behind <see cref="Verb"/>.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            await ServeAsync(ServerArguments.Parse(args), TimeProvider.System).ConfigureAwait(false);
            return 0;
        }
        catch (EmbeddedServerException error)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return 3;
        }
    }

    private static async Task ServeAsync(ServerArguments arguments, TimeProvider time)
    {
        using var stop = new StopSignals(arguments.Parent, time);
        using var folder = DataFolderLock.Take(arguments.Data);
        var spool = SpooledData.FolderIn(arguments.Data);
        if (Directory.Exists(spool))
        {
            // Left by a killed process; nothing in it was acknowledged.
            Directory.Delete(spool, recursive: true);
        }

        Directory.CreateDirectory(spool);
        if (!arguments.Outside)
        {
            // The engine takes a name that is no table for a file of the process's folder.
            Directory.SetCurrentDirectory(Directory.CreateDirectory(Path.Combine(arguments.Data, "user_files")).FullName);
        }

        using var engine = new ChdbEngine(ChdbLibrary.Find(arguments.Library), arguments.Data);
        using var sessions = new Sessions(engine, arguments.Settings, time);
        using var threads = new QueryThreads(ParallelStatements);
        var password = Password();
        var http = new ClickHouseHttp(engine, sessions, threads, new RequestGuard(password), Statements(engine, arguments), spool, time);
        var app = Build(arguments.Port, http.HandleAsync);
        await using (app.ConfigureAwait(false))
        {
            await ListenAsync(app, arguments.Port).ConfigureAwait(false);
            using var file = PasswordFile.Write(arguments.Data, password);
            var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.Single();
            await Console.Out.WriteLineAsync(ReadyPrefix + address).ConfigureAwait(false);
            await stop.WaitAsync().ConfigureAwait(false);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await app.StopAsync(patience.Token).ConfigureAwait(false);
        }
    }

    private static string Password() => Environment.GetEnvironmentVariable(PasswordFile.Variable) is { Length: > 0 } password ? password
        : throw new EmbeddedServerException($"{PasswordFile.Variable} is not set: whoever starts this process gives it a password.");

    private static StatementGuard? Statements(ChdbEngine engine, ServerArguments arguments)
    {
        if (arguments.Outside)
        {
            return null;
        }

        using var connection = engine.Open();
        return new StatementGuard(OutsideNames.Of(connection));
    }

    private static async Task ListenAsync(WebApplication app, int port)
    {
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new EmbeddedServerException($"Port {port} of 127.0.0.1 cannot be listened on ({error.Message}). Stop the program " +
                $"that uses it, or choose another port; 0 takes a free one.", error);
        }
    }

    private static WebApplication Build(int port, RequestDelegate handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, static l => l.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            // Bulk inserts are as large, and come as slowly, as their writer likes; only this machine can connect.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            // A GET carries its query in the URL.
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MaxRequestBufferSize = 1 << 21;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 16;
        });
        var app = builder.Build();
        app.Run(handler);
        return app;
    }
}
