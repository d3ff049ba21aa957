namespace Unified.Serving.Versions;

/// <summary>What became of a switch.</summary>
internal enum SwitchResult
{
    /// <summary>The public views show the wanted version.</summary>
    Switched,

    /// <summary>They showed it before.</summary>
    AlreadyPublic,

    /// <summary>Only compared.</summary>
    DryRun,

    /// <summary>The wanted version has not caught up; nothing has changed.</summary>
    Refused,

    /// <summary>Somebody else switched at the same time, and later.</summary>
    LostRace,
}

/// <summary>A wish to switch.</summary>
internal sealed record SwitchRequest
{
    public required string Job { get; init; }

    /// <summary>The version, or a beginning that only one has.</summary>
    public required string To { get; init; }

    public required string Who { get; init; }

    public string Why { get; init; } = "";

    /// <summary>Also to a version that has not caught up.</summary>
    public bool Force { get; init; }

    /// <summary>Compare, and change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>How long the version's stream may take to pass the offsets that the public version had read at the start.</summary>
    public TimeSpan Wait { get; init; }
}

/// <summary>A switch, told.</summary>
/// <param name="Job">The job.</param>
/// <param name="From">The version that was public.</param>
/// <param name="To">The wanted version.</param>
/// <param name="Shown">The version that is public now.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Lags">Why the wanted version has not caught up; empty when it has.</param>
/// <param name="Comparison">How the answers differ, or null when they were not compared.</param>
/// <param name="Notes">What else a reader of the comparison should know.</param>
internal sealed record SwitchOutcome(
    string Job, string From, string To, string Shown, SwitchResult Result, IReadOnlyList<Lag> Lags, VersionComparison? Comparison,
        IReadOnlyList<string> Notes);

/// <summary>Two versions, side by side.</summary>
/// <param name="Removed">Lines of the definition that only the old version has.</param>
/// <param name="Added">Lines of the definition that only the new version has.</param>
/// <param name="Schema">Their columns.</param>
/// <param name="Answers">Their answers, or null when keys or windows are not the same.</param>
internal sealed record VersionComparison(IReadOnlyList<string> Removed, IReadOnlyList<string> Added, SchemaComparison Schema,
    AnswerDifference? Answers);
