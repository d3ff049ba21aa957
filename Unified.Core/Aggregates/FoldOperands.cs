namespace Unified.Aggregates;

/// <summary>What an engine folds: the SQL of what is known of a group's events.</summary>
/// <param name="Argument">The value that is aggregated; anything for whole events.</param>
/// <param name="By">What the events are ordered by, or the second value of a pair; empty without.</param>
public sealed record FoldOperands(string Argument, string By = "");
