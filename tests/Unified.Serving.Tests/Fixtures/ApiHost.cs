using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unified.Serving.Api;
using Unified.Serving.Composition;
using Unified.Serving.Manifests;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>The API on a free port, over a world.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public static async Task<ApiHost> StartAsync(
        World world, ISourceFrontier? frontier = null, IProcessHealth? health = null, string? connection = null,
        ApiLimits? limits = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (frontier is not null)
        {
            builder.Services.AddSingleton(frontier);
        }

        if (health is not null)
        {
            builder.Services.AddSingleton(health);
        }

        builder.Services.AddUnifiedApi(
            connection is null ? world.Database.Options : world.Database.Options with { ConnectionString = connection },
            [world.Plan], limits);
        var app = builder.Build().UseUnifiedApi();
        await app.StartAsync();
        return new ApiHost(app);
    }

    public async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
