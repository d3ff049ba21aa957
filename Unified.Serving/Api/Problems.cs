using System.Globalization;
using Microsoft.AspNetCore.Http;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;

namespace Unified.Serving.Api;

/// <summary>The API's errors as RFC 9457 problems; their type URIs are stable.</summary>
internal static class Problems
{
    public const string Prefix = "urn:unified:problem:";

    public static IResult UnknownJob(string job, IEnumerable<JobPlan> known) => Problem(
        StatusCodes.Status404NotFound, "unknown-job", "There is no such job",
            $"'{job}' is not a job. The jobs are: {string.Join(", ", known.Select(p => p.Job))}.");

    public static IResult UnknownColumn(JobPlan plan, string column, string use, IEnumerable<string> columns) => Problem(
        StatusCodes.Status400BadRequest, "unknown-column", "There is no such column",
        $"Job '{plan.Job}' has no column '{column}' to {use}. The columns are: {string.Join(", ", columns)}.", ("column", column));

    public static IResult NoWindow(JobPlan plan, string parameter, string wayOut) => Problem(
        StatusCodes.Status400BadRequest, "unknown-column", "There is no such column",
        $"Job '{plan.Job}' has no window that '{parameter}' could bound: its rows are totals of all time{wayOut}. " +
        $"The columns are: {string.Join(", ", plan.Rows.Keys.Select(k => k.Name))}.", ("column", parameter));

    public static IResult UnknownParameter(PathString path, string parameter) => Problem(
        StatusCodes.Status400BadRequest, "unknown-parameter", "There is no such parameter",
        $"{path} takes no parameters, so '{parameter}' has no meaning. Leave it out.", ("parameter", parameter));

    public static IResult BadValue(string parameter, string value, string expected) => Problem(
        StatusCodes.Status400BadRequest, "bad-value", "A value cannot be read",
            $"Parameter '{parameter}' is '{value}', which is not {expected}.",
        ("parameter", parameter), ("value", value));

    public static IResult BadCursor(string cursor, string wrong) => Problem(
        StatusCodes.Status400BadRequest, "bad-cursor", "The cursor belongs to something else",
        $"Parameter 'after' is '{cursor}', which {wrong}. Begin again without it.", ("parameter", "after"), ("value", cursor));

    public static IResult Incomplete(JobPlan plan, JobState state)
    {
        string[] reasons = [.. state.Reasons.Select(r => r.Message)];
        return Problem(
            StatusCodes.Status409Conflict, "incomplete", "The answer is not complete",
            $"Job '{plan.Job}': {string.Join("; ", reasons)}. Ask again later, or without require=complete.", ("reasons", reasons));
    }

    public static IResult Overflow(StateOverflowException error) => Problem(
        StatusCodes.Status422UnprocessableEntity, "overflow", "A result does not fit its column", error.Message,
        ("job", error.Job), ("column", error.Column), ("group", error.Group));

    public static IResult Uncomputable(UncomputableResultException error) => Problem(
        StatusCodes.Status422UnprocessableEntity, "uncomputable", "A result has no value", error.Message,
        ("job", error.Job), ("column", error.Column), ("group", error.Group));

    /// <summary>What ClickHouse said, and where it is, stays in the log.</summary>
    public static IResult Unavailable() => Again(Problem(
        StatusCodes.Status503ServiceUnavailable, "unavailable", "ClickHouse does not answer",
        "ClickHouse does not answer just now. Ask again later; since when and why is in the server's log and at /health."));

    public static IResult NotYet(string job) => Again(Problem(
        StatusCodes.Status503ServiceUnavailable, "unavailable", "ClickHouse does not answer",
        $"The tables of job '{job}' are not there yet: this process has started and waits for ClickHouse. Ask again later; why is at "
            + "/health."));

    public static IResult TooLong(ApiLimits limits) => Problem(
        StatusCodes.Status503ServiceUnavailable, "too-long", "The answer takes too long", string.Create(CultureInfo.InvariantCulture,
            $"The answer takes longer than {limits.Time.TotalSeconds} s, the limit of this API (Unified:Api:Limits:Time). ")
        + Narrower, ("limit", limits.Time.TotalSeconds));

    public static IResult TooMuchMemory(ApiLimits limits) => Problem(
        StatusCodes.Status503ServiceUnavailable, "too-large", "The answer takes too much memory", string.Create(
            CultureInfo.InvariantCulture,
            $"To compute the answer takes more than {limits.Memory} bytes, the limit of this API (Unified:Api:Limits:Memory), or more ")
        + "than ClickHouse has left. " + Narrower, ("limit", limits.Memory));

    public static IResult TooLarge(ApiLimits limits) => Problem(
        StatusCodes.Status503ServiceUnavailable, "too-large", "The answer is too large", string.Create(CultureInfo.InvariantCulture,
            $"The answer has more than {limits.Rows} rows or {limits.Answer} bytes, the limits of this API (Unified:Api:Limits:Rows and ")
        + "Unified:Api:Limits:Answer). " + Narrower, ("limit", limits.Rows));

    public static IResult Busy(ApiLimits limits) => Again(Problem(
        StatusCodes.Status429TooManyRequests, "busy", "Too many requests at once", string.Create(CultureInfo.InvariantCulture,
            $"{limits.Concurrent} requests run and {limits.Waiting} wait, the limits of this API (Unified:Api:Limits:Concurrent and ")
        + "Unified:Api:Limits:Waiting). Ask again later."));

    public static IResult BodyTooLarge(ApiLimits limits) => Problem(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is too large", string.Create(CultureInfo.InvariantCulture,
            $"The body has more than {limits.Body} bytes, the limit of this API (Unified:Api:Limits:Body). Nothing here reads one: leave ")
        + "it out.", ("limit", limits.Body));

    /// <summary>The limit that an answer was over, or null when it failed for something else.</summary>
    public static IResult? Limit(UnifiedException error, ApiLimits limits) => ClickHouseFaults.Code(error) switch
    {
        // Over its time, and too slow to end in time.
        159 or 160 => TooLong(limits),
        241 => TooMuchMemory(limits),
        // Rows, and rows or bytes.
        158 or 396 => TooLarge(limits),
        _ => null,
    };

    /// <summary>An error that the caller can do nothing about; what was asked of ClickHouse stays in the log.</summary>
    public static IResult Failed() => Problem(
        StatusCodes.Status500InternalServerError, "failed", "The answer could not be computed", "The error is in the server's log.");

    private const string Narrower = "Ask for less: a range by from and to, fewer keys, a smaller limit.";

    private static RetriedLater Again(IResult problem) => new(problem);

    private static IResult Problem(int status, string type, string title, string detail, params (string Name, object Value)[] more) =>
        Results.Problem(
        detail, statusCode: status, title: title, type: Prefix + type,
            extensions: more.Select(m => KeyValuePair.Create<string, object?>(m.Name, m.Value)));
}

/// <summary>A problem that passes, and when to ask again.</summary>
internal sealed class RetriedLater(IResult problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = "1";
        return problem.ExecuteAsync(httpContext);
    }
}
