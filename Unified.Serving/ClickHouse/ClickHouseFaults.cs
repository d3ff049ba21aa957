using System.Globalization;
using System.Text.RegularExpressions;
using ClickHouse.Driver;
using Polly;
using Polly.Retry;
using Unified.Errors;

namespace Unified.Serving.ClickHouse;

/// <summary>
/// Which errors of the server pass by themselves: all but those of <see cref="PermanentErrors"/>. Every statement may be repeated, so
/// nothing is lost by trying again.
/// </summary>
internal static partial class ClickHouseFaults
{
    private const int LongestText = 300;

    /// <param name="options">How often, and how fast.</param>
    /// <param name="time">Clock.</param>
    /// <param name="failed">Told each error that is waited out.</param>
    public static ResiliencePipeline Pipeline(ClickHouseOptions options, TimeProvider time, Action<Exception> failed) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Math.Max(1, options.Retries),
            Delay = options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            MaxDelay = TimeSpan.FromSeconds(10),
            OnRetry = arguments =>
            {
                failed(arguments.Outcome.Exception!);
                return default;
            },
            ShouldHandle = arguments => ValueTask.FromResult(
                options.Retries > 0 && !arguments.Context.CancellationToken.IsCancellationRequested
                && arguments.Outcome.Exception is { } error && Passes(error)),
        }).Build();

    /// <summary>The error as Unified raises it: what was asked, what the server said, and who can act.</summary>
    public static UnifiedException Map(Exception error, string statement)
    {
        var head = Head(statement);
        return !Passes(error) ? new DataException($"ClickHouse refused a statement: {error.Message} Statement: {head}", error)
            : Code(error) is not null
                ? new TransientException($"ClickHouse cannot do it now ({Head(error.Message)}). Statement: {head}", error)
            : new TransientException(
                $"ClickHouse did not answer ({Head(error.Message)}). Check that it runs and that its connection string is right. "
                    + $"Statement: {head}", error);
    }

    /// <summary>The beginning of what an error says, without the statement.</summary>
    public static string Text(Exception error) => Head(error.Message);

    /// <summary>The server's error code; null where it is not ClickHouse that speaks.</summary>
    public static int? Code(Exception? error) => error switch
    {
        // Not the driver's own number: it takes the first digits of any answer for it, such as the 502 of a proxy's page.
        ClickHouseServerException server when OfClickHouse().Match(server.Message) is { Success: true } text =>
            int.Parse(text.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
        UnifiedException { InnerException: { } inner } => Code(inner),
        _ => null,
    };

    private static bool Passes(Exception error) => error switch
    {
        // A proxy, a gateway, a server that is starting: whatever has no number is no verdict about the statement.
        ClickHouseServerException server => Code(server) is not { } code || !PermanentErrors.Contain(code, server.Message),
        HttpRequestException or IOException or TimeoutException => true,
        OperationCanceledException => true,
        _ => false,
    };

    private static string Head(string text)
    {
        text = text.Trim();
        return text.Length > LongestText ? text[..LongestText] + " ..." : text;
    }

    [GeneratedRegex(@"\bCode: (\d{1,9})\. DB::", RegexOptions.CultureInvariant)]
    private static partial Regex OfClickHouse();
}
