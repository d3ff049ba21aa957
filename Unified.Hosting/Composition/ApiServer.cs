using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unified.Errors;
using Unified.Serving.Api;

namespace Unified.Hosting.Composition;

/// <summary>The HTTP API and the dashboard on Kestrel.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app) => _app = app;

    /// <summary>Where it listens: the first of its addresses.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Starts listening.</summary>
    /// <param name="urls">Addresses, separated by semicolons; port 0 takes a free one.</param>
    /// <exception cref="TransientException">The address is taken.</exception>
    public static async Task<ApiServer> StartAsync(UnifiedRuntime runtime, string urls, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls(urls);
        // What keeps the host from starting is thrown, and told once.
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddUnifiedServing(runtime.Database.Options, runtime.Jobs.Plans);
        builder.Services.AddSingleton<ISourceFrontier>(runtime.SourceFrontier);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapUnifiedApi();
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
            return new ApiServer(app);
        }
        catch (IOException error)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new TransientException($"The API cannot listen at {urls}: {error.Message} Choose another address: Unified:Api:Urls, or --urls of the demo. Port 0 takes a free one.", error);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new Configuration.SettingException($"Unified:Api:Urls is '{urls}': {error.Message} Example: http://127.0.0.1:5080");
        }
    }

    /// <summary>Serves until cancelled.</summary>
    public static async Task RunAsync(UnifiedRuntime runtime, string urls, CancellationToken cancellation)
    {
        var server = await StartAsync(runtime, urls, cancellation).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            runtime.Say($"The API and the dashboard are at {server.Url}");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
