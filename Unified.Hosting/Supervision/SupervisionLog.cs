using Microsoft.Extensions.Logging;

namespace Unified.Hosting.Supervision;

internal static partial class SupervisionLog
{
    [LoggerMessage(1, LogLevel.Error, "{Part} has failed and is started again in {Pause}; everything else goes on: {Reason}")]
    public static partial void StartsAgain(this ILogger log, string part, string reason, TimeSpan pause);

    [LoggerMessage(2, LogLevel.Error, "{Part} failed while it stopped")]
    public static partial void FailedAtStop(this ILogger log, Exception error, string part);

    [LoggerMessage(3, LogLevel.Warning, "{Who} waits for {Server}, since {Since}: {Reason}")]
    public static partial void WaitsFor(this ILogger log, string who, string server, TimeSpan since, string reason);

    [LoggerMessage(4, LogLevel.Information, "{Who} waited for {Server}, {Time}")]
    public static partial void Waited(this ILogger log, string who, string server, TimeSpan time);
}
