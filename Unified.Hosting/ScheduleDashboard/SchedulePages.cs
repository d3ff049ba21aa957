using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Unified.Hosting.Configuration;

namespace Unified.Hosting.ScheduleDashboard;

/// <summary>
/// Hangfire's dashboard, for who knows the secret. Hangfire's own rule would let everybody in who comes from this host, which is everybody
/// where a proxy stands before it. Nothing can be changed by it unless a setting says so.
/// </summary>
/// <param name="settings">Whether it is served, and to whom.</param>
/// <param name="schedule">The queue that it shows.</param>
/// <param name="log">Told what kept a page from being shown.</param>
internal sealed class SchedulePages(ScheduleDashboardSettings settings, OpenSchedule schedule, ILogger<SchedulePages> log)
{
    public const string Path = "/hangfire";

    /// <summary>What pages ask for all the time, by a POST that changes nothing.</summary>
    private const string Numbers = "/stats";

    private readonly SharedSecret _secret = new(settings.Secret ?? "");

    private readonly DashboardOptions _options = new()
    {
        // Who may see it is decided before Hangfire is asked.
        Authorization = [],
        IsReadOnlyFunc = _ => !settings.Writable,
        // Instead of tokens, where a request comes from: see SameOrigin.
        IgnoreAntiforgeryToken = true,
        DisplayStorageConnectionString = false,
        DashboardTitle = "Schedule",
        AppPath = "/",
        DisplayNameFunc = (_, job) => Name(job),
    };

    /// <summary>Adds it to an application, where the settings say so.</summary>
    public void Map(WebApplication app)
    {
        if (settings.Enabled)
        {
            app.Map(Path, branch => branch.Run(AnswerAsync));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        if (!_secret.Allows(request))
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"schedule\", charset=\"UTF-8\"";
            await SayAsync(response, StatusCodes.Status401Unauthorized,
                "The secret is missing or wrong: the value of Unified:Schedule:Dashboard:Secret, as password (with any name) or as bearer "
                + "token.").ConfigureAwait(false);
        }
        else if (Changes(request) && !settings.Writable)
        {
            await SayAsync(response, StatusCodes.Status403Forbidden,
                "The dashboard is read-only. Unified:Schedule:Dashboard:Writable=true lets whoever knows the secret change jobs.")
                .ConfigureAwait(false);
        }
        else if (Changes(request) && !SameOrigin(request))
        {
            await SayAsync(response, StatusCodes.Status403Forbidden, "Another site has sent this request.").ConfigureAwait(false);
        }
        else if (schedule.Jobs is not { } jobs)
        {
            await SayAsync(response, StatusCodes.Status503ServiceUnavailable,
                "This process has no queue open: either it waits for the database of the schedule (the log says so), or it runs no "
                + "schedule and Unified:Schedule:Storage is memory, which nobody else sees.").ConfigureAwait(false);
        }
        else
        {
            await ShowAsync(context, jobs).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(HttpContext context, JobStorage jobs)
    {
        try
        {
            await new AspNetCoreDashboardMiddleware(_ => Task.CompletedTask, jobs, _options, DashboardRoutes.Routes,
                finalizeWhenNotFound: true).Invoke(context).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException && !context.Response.HasStarted)
        {
            log.NotShown(error.Message);
            await SayAsync(context.Response, StatusCodes.Status503ServiceUnavailable, "The queue cannot be read now: the log says why.")
                .ConfigureAwait(false);
        }
    }

    private static bool Changes(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && !(HttpMethods.IsPost(request.Method) && request.Path == Numbers);

    /// <summary>A browser sends the password along for every page that asks for it; it also says which page that was.</summary>
    private static bool SameOrigin(HttpRequest request) =>
        request.Headers.TryGetValue("Sec-Fetch-Site", out var site) ? site == "same-origin"
            : request.Headers.Origin.Count == 0
            || (Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value);

    /// <summary>The step, and what it is of: all of them are methods of one class.</summary>
    private static string Name(Hangfire.Common.Job job) => $"{job.Method.Name.Replace("Async", "", StringComparison.Ordinal)} "
        + string.Join(' ', job.Args.Take(4).OfType<string>());

    private static Task SayAsync(HttpResponse response, int status, string text)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(text);
    }
}

internal static partial class SchedulePagesLog
{
    [LoggerMessage(1, LogLevel.Warning, "the dashboard of the schedule could not be shown: {Reason}")]
    public static partial void NotShown(this ILogger log, string reason);
}
