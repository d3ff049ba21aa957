namespace Unified.Epochs;

/// <summary>From how many quarantined events on something is wrong with all of them, and not with one.</summary>
/// <param name="Count">At least so many.</param>
/// <param name="Share">And at least this share of what was read; 0 to 1.</param>
public sealed record QuarantineLimits(long Count, decimal Share)
{
    /// <summary>A thousand, and a tenth of what was read.</summary>
    public static readonly QuarantineLimits Default = new(1_000, 0.1m);

    /// <summary>True when so many are too many.</summary>
    public bool AreExceeded(long read, long quarantined) => quarantined >= Count && quarantined >= Share * read;
}
