namespace Unified.Analyzers.Language;

/// <summary>An aggregate of the planner's catalogue.</summary>
/// <param name="Name">Its name, and that of its methods.</param>
/// <param name="Flags">What it asks for.</param>
/// <param name="Kinds">The kinds that it takes; those of whose values a group without events has a result end with '!'.</param>
internal sealed record LanguageAggregate(string Name, HashSet<string> Flags, HashSet<string> Kinds)
{
    /// <summary>True when it takes values of a kind.</summary>
    public bool Takes(string kind) => Kinds.Contains(kind) || HasEmptyResult(kind);

    /// <summary>True when there is a result of no values.</summary>
    public bool HasEmptyResult(string kind) => Kinds.Contains(kind + "!");

    /// <summary>True when it is of two values.</summary>
    public bool HasSecond => Flags.Contains("second");

    /// <summary>True when it is per second of a window.</summary>
    public bool IsPerWindow => Flags.Contains("window");

    /// <summary>True when it needs a share.</summary>
    public bool HasShare => Flags.Contains("share");

    /// <summary>True when its events are ordered by what it is of.</summary>
    public bool IsOrderedByItself => Flags.Contains("itself");

    /// <summary>True when its events are ordered by a value.</summary>
    public bool IsByValue => Flags.Contains("Value");
}
