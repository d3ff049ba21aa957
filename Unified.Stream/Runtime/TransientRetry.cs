using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Unified.Errors;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// Repeats what failed for a passing reason, for as long as it takes: something that is down is no reason to lose or to skip anything.
/// </summary>
internal static class TransientRetry
{
    public static ResiliencePipeline Build(string who, TimeSpan delay, TimeSpan longest, TimeProvider time, ILogger log) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = delay,
            MaxDelay = longest,
            ShouldHandle = new PredicateBuilder().Handle<TransientException>().Handle<HttpRequestException>().Handle<IOException>(Passes)
                .Handle<TimeoutException>(),
            OnRetry = attempt =>
            {
                StreamMetrics.Retries.Add(1, new KeyValuePair<string, object?>("job", who));
                var reason = attempt.Outcome.Exception!.Message;
                if (RepeatedLines.OfProcess.Says(RepeatedLines.Cause(who, reason), out var leftOut))
                {
                    log.Retried(who, attempt.AttemptNumber + 1, attempt.RetryDelay, RepeatedLines.Text(reason, leftOut));
                }

                return default;
            },
        }).Build();

    /// <summary>
    /// A connection or a file that fails says of what; what a class of .NET finds wrong with its arguments ("Stream was too long") is the
    /// same the next time.
    /// </summary>
    private static bool Passes(IOException error) => error is HttpIOException or EndOfStreamException || error.InnerException is not null
        || error.HResult != new IOException().HResult;
}
