using Microsoft.AspNetCore.Http;
using Unified.Errors;
using Unified.Plans;
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

    public static IResult Unavailable() => Problem(
        StatusCodes.Status503ServiceUnavailable, "unavailable", "ClickHouse does not answer",
        "ClickHouse does not answer just now. Ask again later; since when and why is in the server's log and at /health.");

    public static IResult NotYet(string job) => Problem(
        StatusCodes.Status503ServiceUnavailable, "unavailable", "ClickHouse does not answer",
        $"The tables of job '{job}' are not there yet: this process has started and waits for ClickHouse. Ask again later; why is at "
            + "/health.");

    /// <summary>An error that the caller can do nothing about; what was asked of ClickHouse stays in the log.</summary>
    public static IResult Failed() => Problem(
        StatusCodes.Status500InternalServerError, "failed", "The answer could not be computed", "The error is in the server's log.");

    private static IResult Problem(int status, string type, string title, string detail, params (string Name, object Value)[] more) =>
        Results.Problem(
        detail, statusCode: status, title: title, type: Prefix + type,
            extensions: more.Select(m => KeyValuePair.Create<string, object?>(m.Name, m.Value)));
}
