using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Dashboard;
using Unified.Serving.Failures;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;

namespace Unified.Serving.Api;

/// <summary>The HTTP API: jobs, rows, manifests, ledgers, quarantine, health, OpenAPI and the dashboard.</summary>
public static class ServingEndpoints
{
    /// <summary>Maps everything. Read-only: nothing here changes an answer.</summary>
    public static IEndpointRouteBuilder MapUnifiedApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapGet("/", DashboardPage.Get).ExcludeFromDescription();
        routes.MapGet("/health/live", () => Results.Ok(new { status = "live" })).WithTags("health").WithSummary("The process runs.");
        routes.MapGet("/health", Health).WithTags("health").WithSummary("Every part of the process runs; or which does not, and why.")
            .Produces<ProcessReport>(StatusCodes.Status200OK).Produces<ProcessReport>(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/health/ready", ReadyAsync).WithTags("health").WithSummary("ClickHouse answers.")
            .WithRequestTimeout(ApiPipeline.Policy);
        var api = routes.MapGroup("/v1").WithTags("v1").RequireRateLimiting(ApiPipeline.Policy).AddEndpointFilter(AsProblemAsync);
        api.WithRequestTimeout(ApiPipeline.Policy);
        var whole = api.MapGroup("").AddEndpointFilter(WithoutParametersAsync);
        whole.MapGet("/jobs", (ServedJobs jobs) => jobs.All.Select(JobInfo.From).ToArray()).WithName("jobs")
            .WithSummary("The jobs and their columns.");
        whole.MapGet("/jobs/{job}", JobAsync).WithName("job").WithSummary("A job and how far its answer reaches.");
        api.MapGet("/jobs/{job}/rows", RowsAsync).WithName("rows").WithSummary("Rows of the answer.")
            .WithDescription("A parameter named as a key, or as any column of a job of one row an event, filters by it; repeated it means "
                + "any of the values: ?origin=ATL&origin=ORD. "
                + "One named like a parameter below is key.NAME. Pages: after=, with the answer's 'next'. "
                + "Every answer says which definition, manifest, cut and offsets it is of.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(400).ProducesProblem(404)
                .ProducesProblem(409).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);
        whole.MapGet("/jobs/{job}/manifests", ManifestsAsync).WithName("manifests").WithSummary("All manifests, newest first.");
        whole.MapGet("/jobs/{job}/ledger", LedgerAsync).WithName("ledger")
            .WithSummary("What became of the records, by layer and partition.");
        whole.MapGet("/quarantine", async (ClickHouseDatabase database, CancellationToken cancellation) =>
            TypedResults.Ok(await OperationsQuery.QuarantineAsync(database, cancellation).ConfigureAwait(false)))
            .WithName("quarantine").WithSummary("Records that could not be decoded or computed.");
        return routes;
    }

    private static IResult Health(HttpContext context, ClickHouseDatabase database)
    {
        var report = context.RequestServices.GetService<IProcessHealth>()?.Report() ?? new ProcessReport("ok", null, []);
        if (report.ClickHouse is null && database.Fault is { } fault)
        {
            var down = new FaultReport(fault.Since, "ClickHouse does not answer: the log says why");
            report = report with { Status = "degraded", ClickHouse = down };
        }

        return Results.Json(report, statusCode: report.Status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, ClickHouseDatabase database, CancellationToken cancellation)
    {
        try
        {
            await database.SingleAsync("SELECT 1", r => r.GetValue(0), cancellation).ConfigureAwait(false);
            return Results.Ok(new { status = "ready" });
        }
        catch (UnifiedException error)
        {
            return Unavailable(context, error);
        }
    }

    [ProducesResponseType<JobDetail>(StatusCodes.Status200OK)]
    private static async Task<IResult> JobAsync(
        string job, ServedJobs jobs, JobStates states, PublicVersions versions, LayerFailures failures, CancellationToken cancellation)
    {
        if (jobs.Find(job) is not { } plan)
        {
            return Problems.UnknownJob(job, jobs.All);
        }

        var state = await states.ReadAsync(plan, cancellation).ConfigureAwait(false);
        var shown = await versions.CurrentAsync(job, cancellation).ConfigureAwait(false);
        return Results.Ok(new JobDetail(
            JobInfo.From(plan), shown?.Version, new ManifestId(state.Manifest.Seq, state.Manifest.Id),
            ManifestInfo.ByText(state.Manifest.Cut.Epochs), ManifestInfo.ByText(state.Begins), ManifestInfo.ByText(state.Frontier),
            state.Complete, [.. state.Reasons.Select(r => r.Message)], state.Notes,
            state.BehindFor is null ? null : ManifestInfo.ByText(state.Behind), (long?)state.BehindFor?.TotalSeconds, state.Written,
            plan.Logical.ToString(), await failures.OfAsync(plan, cancellation).ConfigureAwait(false)));
    }

    private static async Task<IResult> RowsAsync(
        string job, HttpRequest request, ServedJobs jobs, JobStates states, RowsQuery rows,
        // Named here for the OpenAPI document; RowsRequest reads them.
        [FromQuery] string? from, [FromQuery] string? to, [FromQuery] string? limit, [FromQuery] string? after, [FromQuery] string? order,
        [FromQuery] string? require, [FromQuery(Name = "null")] string[]? nulls, CancellationToken cancellation)
    {
        _ = (from, to, limit, after, order, require, nulls);
        if (jobs.Find(job) is not { } plan)
        {
            return Problems.UnknownJob(job, jobs.All);
        }

        if (RowsRequest.Parse(plan, request.Query, out var problem) is not { } asked)
        {
            return problem!;
        }

        var state = await states.ReadAsync(plan, cancellation).ConfigureAwait(false);
        if (asked.RequireComplete && !state.Complete)
        {
            return Problems.Incomplete(plan, state);
        }

        try
        {
            return new RowsResult(plan, state, await rows.RunAsync(plan, state.Manifest, asked, cancellation).ConfigureAwait(false), asked);
        }
        catch (StateOverflowException overflow)
        {
            return Problems.Overflow(overflow);
        }
        catch (UncomputableResultException error)
        {
            return Problems.Uncomputable(error);
        }
    }

    [ProducesResponseType<ManifestInfo[]>(StatusCodes.Status200OK)]
    private static async Task<IResult> ManifestsAsync(
        string job, ServedJobs jobs, ManifestReader manifests, CancellationToken cancellation) =>
        jobs.Find(job) is not { } plan ? Problems.UnknownJob(job, jobs.All)
            : Results.Ok((await manifests.HistoryAsync(plan, cancellation).ConfigureAwait(false)).Reverse().Select(ManifestInfo.From)
                .ToArray());

    [ProducesResponseType<LedgerTotal[]>(StatusCodes.Status200OK)]
    private static async Task<IResult> LedgerAsync(string job, ServedJobs jobs, ClickHouseDatabase database,
        CancellationToken cancellation) =>
        jobs.Find(job) is not { } plan ? Problems.UnknownJob(job, jobs.All)
            : Results.Ok(await new LedgerSums(database).TotalsAsync(plan, cancellation).ConfigureAwait(false));

    /// <summary>What ClickHouse said, and what was asked of it, stays in the log.</summary>
    private static IResult Unavailable(HttpContext context, UnifiedException error)
    {
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServingEndpoints))
            .LogWarning("{Path}: {Reason}", context.Request.Path, error.Message);
        return Problems.Unavailable();
    }

    /// <summary>Who narrows an answer by a parameter that nobody reads would take the whole for what was asked.</summary>
    private static ValueTask<object?> WithoutParametersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return request.Query.Keys.FirstOrDefault() is { } parameter ? new(Problems.UnknownParameter(request.Path, parameter))
            : next(context);
    }

    private static async ValueTask<object?> AsProblemAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var served = context.HttpContext.RequestServices.GetService<IProcessHealth>();
        if (context.HttpContext.GetRouteValue("job") is string job && served?.IsServed(job) == false
            && context.HttpContext.RequestServices.GetRequiredService<ServedJobs>().Find(job) is not null)
        {
            return Problems.NotYet(job);
        }

        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (UnifiedException error)
            when (Problems.Limit(error, context.HttpContext.RequestServices.GetRequiredService<ApiLimits>()) is { } limit)
        {
            return limit;
        }
        catch (TransientException error)
        {
            return Unavailable(context.HttpContext, error);
        }
        catch (UnifiedException error)
        {
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServingEndpoints))
                .LogError(error, "{Path} failed", context.HttpContext.Request.Path);
            return Problems.Failed();
        }
    }
}
