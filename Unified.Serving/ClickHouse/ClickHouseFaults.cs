using ClickHouse.Driver;
using Polly;
using Polly.Retry;
using Unified.Errors;

namespace Unified.Serving.ClickHouse;

/// <summary>Which errors of the server pass by themselves. Every statement may be repeated, so nothing is lost by trying again.</summary>
internal static class ClickHouseFaults
{
    private const int TooManySimultaneousQueries = 202;
    private const int MemoryLimit = 241;
    private const int TooManyParts = 252;
    private const int NetworkError = 210;
    private const int SocketTimeout = 209;

    public static ResiliencePipeline Pipeline(ClickHouseOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Math.Max(1, options.Retries),
            Delay = options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            MaxDelay = TimeSpan.FromSeconds(10),
            ShouldHandle = arguments => ValueTask.FromResult(
                options.Retries > 0 && !arguments.Context.CancellationToken.IsCancellationRequested
                && arguments.Outcome.Exception is { } error && Passes(error, arguments.AttemptNumber)),
        }).Build();

    /// <summary>The error as Unified raises it: what was asked, what the server said, and who can act.</summary>
    public static UnifiedException Map(Exception error, string statement)
    {
        var head = statement.Length > 300 ? statement[..300] + " ..." : statement;
        return Passes(error, 0)
            ? new TransientException(
                $"ClickHouse did not answer ({error.Message}). Check that it runs and that its connection string is right. Statement: "
                    + $"{head}", error)
            : new DataException($"ClickHouse refused a statement: {error.Message} Statement: {head}", error);
    }

    /// <summary>The server's error code, or null.</summary>
    public static int? Code(Exception? error) => error switch
    {
        ClickHouseServerException server => server.ErrorCode,
        UnifiedException { InnerException: { } inner } => Code(inner),
        _ => null,
    };

    // A query over the memory limit may meet a quieter server once; a second time it is the query's own fault.
    private static bool Passes(Exception error, int attempt) => error switch
    {
        ClickHouseServerException server => server.ErrorCode is TooManyParts or TooManySimultaneousQueries or NetworkError or SocketTimeout
            || (server.ErrorCode == MemoryLimit && attempt == 0),
        HttpRequestException or IOException or TimeoutException => true,
        OperationCanceledException => true,
        _ => false,
    };
}
