namespace Unified.Streaming.Runtime;

/// <summary>
/// Where a job version or an archive begins that has nothing of the log yet. One that has goes on where it was, whatever this says.
/// </summary>
public enum LogStart
{
    /// <summary>At offset 0: a topic that has dropped its beginning is refused.</summary>
    Beginning,

    /// <summary>At the first epoch of which nothing is gone, in the archive or else in Kafka.</summary>
    FirstWholeEpoch,
}
