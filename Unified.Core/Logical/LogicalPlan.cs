using System.Collections.Immutable;
using System.Text;
using Unified.Aggregates;
using Unified.Expressions;

namespace Unified.Logical;

/// <summary>A node of the logical plan: what is computed, not how. Immutable, printed canonically.</summary>
public abstract record LogicalNode
{
    /// <summary>One line that says everything that the node means.</summary>
    public abstract string Describe();

    /// <summary>The node below, if any.</summary>
    public virtual LogicalNode? Input => null;

    /// <summary>The same node over another input.</summary>
    public virtual LogicalNode WithInput(LogicalNode input) => this;

    /// <inheritdoc />
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        var indent = 0;
        for (var node = this; node is not null; node = node.Input)
        {
            text.Append(' ', indent).Append(node.Describe()).Append('\n');
            indent += 2;
        }

        return text.ToString();
    }
}

/// <summary>The events of a source: the columns that the plan reads.</summary>
public sealed record ScanNode(SourceSchema Source, ImmutableArray<Field> Columns) : LogicalNode
{
    public override string Describe() => $"Scan {Source.Describe()} [{string.Join(", ", Columns)}]";
}

/// <summary>Events for which the predicate is true.</summary>
public sealed record FilterNode(LogicalNode Source, Expr Predicate) : LogicalNode
{
    public override LogicalNode Input => Source;

    public override LogicalNode WithInput(LogicalNode input) => this with { Source = input };

    public override string Describe() => $"Filter {Predicate}";
}

/// <summary>A key of the grouping: an output column or a hidden one.</summary>
public sealed record KeyColumn(string Name, Expr Value)
{
    public override string ToString() => $"{Name} = {Value}";
}

/// <summary>A tumbling window over the event time; its start is a key.</summary>
/// <param name="Name">The key's column.</param>
/// <param name="SizeMicros">The window's length in microseconds.</param>
public sealed record WindowKey(string Name, long SizeMicros)
{
    public override string ToString() => $"{Name} = tumbling {SizeMicros} us";
}

/// <summary>Mergeable partial states per (keys, window).</summary>
public sealed record AggregateNode(
    LogicalNode Source, ImmutableArray<KeyColumn> Keys, WindowKey? Window, ImmutableArray<AggregateCall> Aggregates) : LogicalNode
{
    public override LogicalNode Input => Source;

    public override LogicalNode WithInput(LogicalNode input) => this with { Source = input };

    public override string Describe() =>
        $"Aggregate [{string.Join(", ", Keys)}] window [{Window}] states [{string.Join(", ", Aggregates)}]";
}

/// <summary>A column of the result: a key, the window's start, or a finished aggregate.</summary>
/// <param name="Field">Name and type.</param>
/// <param name="Key">The key it shows, or null.</param>
/// <param name="Aggregate">The index of the aggregate that it finishes, or null.</param>
public sealed record OutputColumn(Field Field, string? Key, int? Aggregate);

/// <summary>Finished results, one row per (keys, window).</summary>
public sealed record FinishNode(LogicalNode Source, ImmutableArray<OutputColumn> Columns) : LogicalNode
{
    public override LogicalNode Input => Source;

    public override LogicalNode WithInput(LogicalNode input) => this with { Source = input };

    public override string Describe() => $"Finish [{string.Join(", ", Columns.Select(c => $"{c.Field} from {c.Key ?? $"#{c.Aggregate}"}"))}]";
}
