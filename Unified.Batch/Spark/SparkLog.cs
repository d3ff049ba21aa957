using Microsoft.Extensions.Logging;

namespace Unified.Batch.Spark;

/// <summary>What the client tells of what it got over.</summary>
internal static partial class SparkLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Spark at {Remote} answers: version {Version}, session {Session}.")]
    public static partial void Opened(ILogger log, SparkRemote remote, string version, string session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spark at {Remote} says of the session's settings: {Warning}")]
    public static partial void Setting(ILogger log, SparkRemote remote, string warning);

    [LoggerMessage(Message = "Spark at {Remote} is silent, and is asked again in {Delay}: {Reason}")]
    public static partial void Silent(ILogger log, LogLevel level, SparkRemote remote, TimeSpan delay, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Spark at {Remote} has lost a {What}, which is run again from its beginning ({Restart} of at most {Restarts} times): {Reason}")]
    public static partial void Restarted(ILogger log, SparkRemote remote, string what, int restart, int restarts, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The {What} at Spark at {Remote} is taken up again behind response {Response}.")]
    public static partial void Reattached(ILogger log, string what, SparkRemote remote, string? response);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Spark at {Remote} did not take the end of {What}: {Reason}")]
    public static partial void NotReleased(ILogger log, SparkRemote remote, string what, string reason);
}
