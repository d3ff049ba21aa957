namespace Unified.Batch.Parquet;

/// <summary>What is known of the smallest event time of a file.</summary>
/// <param name="Known">The smallest one that is known of, in microseconds rounded down; null for none.</param>
/// <param name="Complete">False when there are rows of which nothing is known: they can be earlier.</param>
internal readonly record struct EarliestTime(long? Known, bool Complete)
{
    public static EarliestTime Unknown => default;

    /// <summary>This and more rows, whose smallest time is known or not.</summary>
    public EarliestTime With(long? more) =>
        more is { } time ? this with { Known = Math.Min(Known ?? time, time) } : this with { Complete = false };
}
