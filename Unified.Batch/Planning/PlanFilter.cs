using Unified.Epochs;

namespace Unified.Batch.Planning;

/// <summary>Narrows what the next generation covers. The default narrows nothing.</summary>
public sealed record PlanFilter
{
    /// <summary>Everything that is missing.</summary>
    public static readonly PlanFilter None = new();

    /// <summary>
    /// The first history day, inclusive (days since 1970-01-01). A range of days is a range of history: an epoch of a log holds events of
    /// any day, so with a range no log slices are planned.
    /// </summary>
    public int? FromDay { get; init; }

    /// <summary>The day after the last history day.</summary>
    public int? UntilDay { get; init; }

    /// <summary>Only history, only the log, or null for both.</summary>
    public EventOrigin? Only { get; init; }

    /// <summary>
    /// Everything that is in the answer is computed again, from the files that there are now, and replaces it. The other members must
    /// narrow nothing then: the merged rows of a day cannot be replaced in part. Default: no.
    /// </summary>
    public bool Rebuild { get; init; }

    internal bool Narrows => this with { Rebuild = false } != None;

    internal bool TakesHistory => Only != EventOrigin.Log;

    internal bool TakesLog => Only != EventOrigin.History && FromDay is null && UntilDay is null;

    internal bool TakesDay(int day) => day >= (FromDay ?? int.MinValue) && day < (UntilDay ?? int.MaxValue);
}
