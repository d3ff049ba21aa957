using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Unified.Serving.Api;

/// <summary>What every request passes before it is answered: size, place among the others, time.</summary>
public static class ApiPipeline
{
    /// <summary>The name of the rules for what asks ClickHouse; that the process lives is told whatever happens.</summary>
    internal const string Policy = "unified";

    /// <summary>Puts the limits and the API into an application.</summary>
    public static WebApplication UseUnifiedApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var limits = app.Services.GetRequiredService<ApiLimits>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use((context, next) => context.Request.ContentLength > limits.Body
            ? Problems.BodyTooLarge(limits).ExecuteAsync(context) : next(context));
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        app.MapUnifiedApi();
        return app;
    }

    internal static IServiceCollection AddLimits(this IServiceCollection services, ApiLimits limits) => services
        .AddSingleton(limits)
        .Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = limits.Body)
        .AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) => new ValueTask(Problems.Busy(limits).ExecuteAsync(rejected.HttpContext));
            limiter.AddConcurrencyLimiter(Policy, places =>
            {
                (places.PermitLimit, places.QueueLimit) = (limits.Concurrent, limits.Waiting);
                places.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
            });
        })
        .AddRequestTimeouts(timeouts => timeouts.AddPolicy(Policy, new RequestTimeoutPolicy
        {
            Timeout = limits.Request,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context => Problems.TooLong(limits).ExecuteAsync(context),
        }));
}
