namespace Unified.Aggregates;

/// <summary>What an engine folds: the SQL of what is known of a group's events.</summary>
/// <param name="Argument">The value that is aggregated; anything for whole events.</param>
/// <param name="By">What the events are ordered by, or the second value of a pair; empty without.</param>
/// <param name="Place">Where each event is; null when it is not known.</param>
public sealed record FoldOperands(string Argument, string By = "", FoldPlace? Place = null)
{
    /// <summary>Further values of the events.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>
    /// The order of the argument, where it is a floating number and an engine cannot say it within an aggregate; null where it can.
    /// </summary>
    internal string? ArgumentOrder { get; init; }

    /// <summary>The same of what the events are ordered by.</summary>
    internal string? ByOrder { get; init; }
}

/// <summary>The SQL of an event's place, all integers: its log's number, partition, offset and branch of the plan.</summary>
public sealed record FoldPlace(string Log, string Partition, string Offset, string Branch);
