namespace Unified.Serving.Versions;

/// <summary>What is asked of <see cref="VersionDrop"/>.</summary>
public sealed record DropRequest
{
    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>The version, or the beginning of one.</summary>
    public required string Version { get; init; }

    /// <summary>Looks, and drops nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary>How a drop ended.</summary>
public enum DropResult
{
    /// <summary>Nothing is left but a manifest that says nothing.</summary>
    Dropped,

    /// <summary>Nothing was dropped, as asked.</summary>
    DryRun,

    /// <summary>Nothing was dropped: it is public, or something of it still runs.</summary>
    Refused,
}

/// <summary>What was found of a version.</summary>
/// <param name="Name">A table or view of the version, or a table that all jobs share.</param>
/// <param name="Whole">True where all of it is the version's.</param>
/// <param name="Rows">Its rows, or those of the version; -1 of a view.</param>
public sealed record DroppedTable(string Name, bool Whole, long Rows);

/// <summary>What a drop did, or would do.</summary>
/// <param name="Job">The job.</param>
/// <param name="Version">The version.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Found">What there was.</param>
/// <param name="Logs">The logs that it read: each has a consumer group in Kafka.</param>
/// <param name="Refusal">Why not, and what to do.</param>
public sealed record DropOutcome(
    string Job, string Version, DropResult Result, IReadOnlyList<DroppedTable> Found, IReadOnlyList<string> Logs, string? Refusal);
