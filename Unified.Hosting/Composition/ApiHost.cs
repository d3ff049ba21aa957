using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unified.Epochs;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.Hosting.ScheduleDashboard;
using Unified.Serving.Api;
using Unified.Serving.ClickHouse;
using Unified.Serving.Composition;
using Unified.Serving.Manifests;

namespace Unified.Hosting.Composition;

/// <summary>
/// Puts the HTTP API and the dashboard on Kestrel, in a container of their own that has only what reads: whoever asks cannot change
/// anything.
/// </summary>
/// <param name="options">Where ClickHouse is.</param>
/// <param name="jobs">The jobs that are served.</param>
/// <param name="frontier">What the history dataset has; one for the whole process, because it remembers what it found.</param>
/// <param name="health">How the process stands that it is in.</param>
/// <param name="limits">What a request may cost.</param>
/// <param name="schedule">Hangfire's dashboard.</param>
/// <param name="log">Told the address.</param>
internal sealed class ApiHost(
    ClickHouseOptions options, JobCatalogue jobs, ISourceFrontier frontier, IProcessHealth health, ApiLimits limits,
    QuarantineLimits quarantine, SchedulePages schedule, ILogger<UnifiedRuntime> log)
{
    /// <summary>Starts listening.</summary>
    /// <param name="urls">Addresses, separated by semicolons; port 0 takes a free one.</param>
    /// <param name="cancellation">Stops starting.</param>
    /// <exception cref="TransientException">The address is taken.</exception>
    public async Task<ApiServer> StartAsync(string urls, CancellationToken cancellation)
    {
        var app = Build(urls);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
            return new ApiServer(app);
        }
        catch (IOException error)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new TransientException(
                $"The API cannot listen at {urls}: {error.Message} Choose another address: Unified:Api:Urls, or --urls of the demo. "
                + "Port 0 takes a free one.", error);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new SettingException($"Unified:Api:Urls is '{urls}': {error.Message} Example: http://127.0.0.1:5080");
        }
    }

    /// <summary>Starts listening, and says where.</summary>
    public async Task<ApiServer> OpenAsync(string urls, CancellationToken cancellation)
    {
        var server = await StartAsync(urls, cancellation).ConfigureAwait(false);
        RuntimeLog.Says(log, $"The API and the dashboard are at {server.Url}");
        return server;
    }

    /// <summary>The application, not started.</summary>
    internal WebApplication Build(string urls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls(urls);
        // What keeps the host from starting is thrown, and told once.
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton(frontier).AddSingleton(health).AddSingleton(quarantine)
            .AddUnifiedApi(options, jobs.Plans, limits);
        var app = builder.Build();
        schedule.Map(app);
        return app.UseUnifiedApi();
    }
}

/// <summary>The API while it listens.</summary>
internal sealed class ApiServer(WebApplication app) : IAsyncDisposable
{
    /// <summary>Where it listens: the first of its addresses.</summary>
    public string Url => app.Urls.First();

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
    }
}
