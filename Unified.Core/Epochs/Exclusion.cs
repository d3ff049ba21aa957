namespace Unified.Epochs;

/// <summary>
/// A record that somebody has taken out of a job, with a reason: one whose group cannot be computed with it. Every layer counts it as
/// quarantined, and its reason is theirs.
/// </summary>
/// <param name="Job">The job, whatever its version.</param>
/// <param name="Partition">The log's partition.</param>
/// <param name="Offset">The offset.</param>
/// <param name="Why">The reason.</param>
public sealed record Exclusion(string Job, LogPartition Partition, long Offset, string Why)
{
    /// <summary>What the quarantine says of it.</summary>
    public string Reason => $"excluded: {Why}";
}
