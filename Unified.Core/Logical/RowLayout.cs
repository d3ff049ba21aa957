using System.Collections.Immutable;
using Unified.Aggregates;

namespace Unified.Logical;

/// <summary>
/// The rows that a job's two layers write: keys, the window's start, mergeable states, in this order. One row per (keys, window) and slice.
/// </summary>
public sealed record RowLayout
{
    /// <summary>The key columns without the window.</summary>
    public required ImmutableArray<Field> Keys { get; init; }

    /// <summary>The window's start, or null for a lifetime query.</summary>
    public required Field? Window { get; init; }

    /// <summary>The window's length in microseconds, or 0.</summary>
    public required long WindowMicros { get; init; }

    /// <summary>The state columns of all aggregates, in order.</summary>
    public required ImmutableArray<StateColumn> States { get; init; }

    /// <summary>The columns that identify a row: keys, then window.</summary>
    public ImmutableArray<Field> Identity => Window is null ? Keys : Keys.Add(Window);

    /// <summary>All columns.</summary>
    public ImmutableArray<Field> Columns => Identity.AddRange(States.Select(s => new Field(s.Name, s.Type)));
}
