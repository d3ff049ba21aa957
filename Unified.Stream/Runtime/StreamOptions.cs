using Unified.Epochs;

namespace Unified.Streaming.Runtime;

/// <summary>
/// How a stream job runs. None of it changes an answer, but for <see cref="Start"/>, which decides once where the answer begins.
/// </summary>
public sealed record StreamOptions
{
    /// <summary>Where a job version begins that has nothing yet. Default: at offset 0.</summary>
    public LogStart Start { get; init; }

    /// <summary>The version of the code, for the manifest that declares where a job version begins.</summary>
    public string Code { get; init; } = "";

    /// <summary>Longest time between two flushes while something moves: how old the answer may be. Default: 1 second.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A flush begins at the latest after this many records; reading pauses when the one before is not stored by then. Default:
    /// 1,000,000.
    /// </summary>
    public long FlushRecords { get; init; } = 1_000_000;

    /// <summary>The same in bytes of records: what they leave must be stored in one piece. Default: 256 MiB.</summary>
    public long FlushBytes { get; init; } = 256 << 20;

    /// <summary>The same for quarantined records, whose bytes wait in memory. Default: 10,000.</summary>
    public int FlushQuarantined { get; init; } = 10_000;

    /// <summary>The same for the bytes of those. Default: 16 MiB.</summary>
    public long FlushQuarantinedBytes { get; init; } = 16 << 20;

    /// <summary>When the quarantined records of a minute are too many: the status says it then. Default: 1,000 and a tenth.</summary>
    public QuarantineLimits Quarantine { get; init; } = QuarantineLimits.Default;

    /// <summary>True when that ends the job. Default: no.</summary>
    public bool StopOnQuarantine { get; init; }

    /// <summary>Records that are read in one go. Default: 8,192.</summary>
    public int PollRecords { get; init; } = 8_192;

    /// <summary>
    /// How long the last flush may take when partitions move or the job stops; after that the next owner computes it again. Default: 20
    /// seconds.
    /// </summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>First and longest wait before a failed write is tried again. Default: 200 milliseconds and 10 seconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc cref="RetryDelay"/>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(10);
}
