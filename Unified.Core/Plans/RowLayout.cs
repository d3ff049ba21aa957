using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Logical;
using Unified.Time;
using Unified.Types;

namespace Unified.Plans;

/// <summary>What a row of a job is.</summary>
public enum RowKind
{
    /// <summary>The states of a group: rows of one identity merge.</summary>
    Group,

    /// <summary>The result of one event: an immutable fact, whose identity is its lineage.</summary>
    Emission,
}

/// <summary>The columns of a job's rows, and what they mean. Immutable.</summary>
public sealed record RowLayout
{
    /// <summary>The place of an event, and of the branch of the plan that made a row of it.</summary>
    private static readonly ImmutableArray<Field> Lineage =
    [
        new(LineageColumns.Log, DataType.String), new(LineageColumns.Partition, DataType.Int32), new(LineageColumns.Offset, DataType.Int64),
        new(LineageColumns.Branch, DataType.Int32),
    ];

    private static readonly Field EventTime = new(LineageColumns.Time, DataType.Timestamp);

    /// <summary>What a row is.</summary>
    public required RowKind Kind { get; init; }

    /// <summary>A group's keys without the window; none for emissions.</summary>
    public required ImmutableArray<Field> Keys { get; init; }

    /// <summary>The start of the window, or of the pane; null without.</summary>
    public required Field? Window { get; init; }

    /// <summary>What windows the rows have, as the plan prints it; null without a window.</summary>
    public string? WindowShape { get; init; }

    /// <summary>What windows the answer has, where a row's window is a pane of them; null where it is the window.</summary>
    public PaneWindows? Panes { get; init; }

    /// <summary>A group's states, in the order of the aggregates.</summary>
    public required ImmutableArray<StateColumn> States { get; init; }

    /// <summary>An emission's result columns.</summary>
    public required ImmutableArray<Field> Values { get; init; }

    /// <summary>Columns by which the author wants the table sorted first.</summary>
    public required ImmutableArray<string> Order { get; init; }

    /// <summary>What tells rows apart: keys and window, or the lineage.</summary>
    public ImmutableArray<Field> Identity => Kind == RowKind.Emission ? Lineage : Window is null ? Keys : Keys.Add(Window);

    /// <summary>What tells rows of the answer apart.</summary>
    public ImmutableArray<Field> AnswerIdentity =>
        Panes is WindowLengths && Window is { } pane ? Identity.Add(new Field(WindowKey.LengthOf(pane.Name), DataType.Duration)) : Identity;

    /// <summary>
    /// The time by whose day rows are kept together: the window's start, or an emission's event time; null for lifetime totals.
    /// </summary>
    public Field? Time => Kind == RowKind.Emission ? EventTime : Window;

    /// <summary>All columns: identity, an emission's time, then states or values.</summary>
    public ImmutableArray<RowColumn> Columns =>
    [
        .. Identity.Select(f => new ValueColumn(f)), .. Kind == RowKind.Emission ? [new ValueColumn(EventTime)] : Array.Empty<RowColumn>(),
        .. Values.Select(f => new ValueColumn(f)), .. States,
    ];

    /// <summary>The columns that tables are sorted by: the author's, else the time of emissions; then the rest of the identity.</summary>
    public ImmutableArray<string> SortKey =>
        [.. (Order.IsEmpty && Kind == RowKind.Emission ? [LineageColumns.Time] : Order).Concat(Identity.Select(f => f.Name)).Distinct()];
}
