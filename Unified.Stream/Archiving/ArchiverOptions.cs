using Unified.Epochs;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>How an archiver runs.</summary>
public sealed record ArchiverOptions
{
    /// <summary>The archive's folder: see <see cref="Contracts.ArchiveLayout"/>.</summary>
    public required string Root { get; init; }

    /// <summary>Where a partition begins of which nothing is archived or committed. Default: at offset 0.</summary>
    public LogStart Start { get; init; }

    /// <summary>
    /// Records that have waited so long for their epoch to be complete are written to a partial file: no record is only in Kafka for
    /// longer. Default: 5 minutes.
    /// </summary>
    public TimeSpan PartialAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it looks whether somebody has removed a file that it can write again. Default: 5 minutes.</summary>
    public TimeSpan BetweenLooks { get; init; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc cref="StreamOptions.Quarantine"/>
    public QuarantineLimits Quarantine { get; init; } = QuarantineLimits.Default;

    /// <summary>Records that are read in one go. Default: 8,192.</summary>
    public int PollRecords { get; init; } = 8_192;

    /// <summary>First and longest wait before a failed question to Kafka is repeated. Default: 200 milliseconds and 10 seconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc cref="RetryDelay"/>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(10);
}
