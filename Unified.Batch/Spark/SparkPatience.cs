using Grpc.Core;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Unified.Batch.Spark;

/// <summary>Asks a silent server again, until the patience with it has ended. Each question has the whole of it.</summary>
internal static class SparkPatience
{
    private static readonly ResiliencePropertyKey<long> Since = new("unified.spark.silent-since");

    public static ResiliencePipeline Pipeline(SparkOptions options, TimeProvider time, ILogger log)
    {
        var remote = options.Address;
        return new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            MaxDelay = TimeSpan.FromSeconds(5),
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is RpcException error && SparkFaults.Of(error) == SparkFault.Silent
                && !attempt.Context.CancellationToken.IsCancellationRequested && IsLeft(attempt.Context)),
            OnRetry = attempt =>
            {
                // Once is enough for who watches the log.
                var level = attempt.AttemptNumber == 0 ? LogLevel.Warning : LogLevel.Debug;
                SparkLog.Silent(log, level, remote, attempt.RetryDelay, SparkErrors.Line(attempt.Outcome.Exception!));
                return default;
            },
        }).Build();

        bool IsLeft(ResilienceContext context)
        {
            if (!context.Properties.TryGetValue(Since, out var since))
            {
                since = time.GetTimestamp();
                context.Properties.Set(Since, since);
            }

            return time.GetElapsedTime(since) < options.Patience;
        }
    }
}
