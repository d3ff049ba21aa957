using System.Globalization;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// The events that come first in an order, whole and sorted: a list of (keys, log, partition, offset, branch, values). Merged by sorting
/// all; what is beyond the limit is cut off. No two events have the same place, so that no order depends on a value.
/// </summary>
/// <param name="name">The column.</param>
/// <param name="layout">The fields of an event.</param>
public sealed class FirstEventsState(string name, FirstEventsLayout layout) : StateColumn
{
    private static readonly SqlForms<FirstEventsLayout> Types = new()
    {
        {
            SqlEngine.ClickHouse,
            s => $"Array(Tuple({string.Join(", ", s.Fields.Select(f => $"{f.Name} {ClickHouse.Type(f.Type)}"))}))"
        },
    };

    private static readonly SqlForms<FirstEventsLayout> Empties = new()
    {
        { SqlEngine.ClickHouse, s => $"CAST([], {ClickHouse.Text(Types.TryIn(SqlEngine.ClickHouse, s)!)})" },
        { SqlEngine.DuckDb, _ => "[]" },
    };

    private static readonly SqlForms<FirstEventsState> Merges = new()
    {
        {
            SqlEngine.ClickHouse, s => $"arraySlice({(s.Layout.Largest ? "arrayReverseSort" : "arraySort")}(groupArrayArray("
                + $"{ClickHouse.Identifier(s.Name)})), 1, {s.Layout.Limit.ToString(CultureInfo.InvariantCulture)})"
        },
    };

    /// <summary>The fields of an event.</summary>
    public FirstEventsLayout Layout => layout;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override IArrowType Arrow { get; } = layout.Arrow;

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => string.Create(CultureInfo.InvariantCulture,
        $"firstEvents({layout.Limit}, {string.Join(", ", layout.Fields.Select(f => f.Type))})");

    /// <inheritdoc />
    public override StateColumn Named(string other) => new FirstEventsState(other, layout);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => new FirstEventsColumnWriter(layout);

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine) => Types.In(engine, layout, $"the type of state '{name}'");

    // As text: a hash of a tuple would leave its nulls out.
    /// <inheritdoc />
    public override string Hashable(SqlEngine engine) => Text(engine);

    /// <inheritdoc />
    public override string Text(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return $"toString({engine.Quote(name)})";
    }

    /// <inheritdoc />
    public override string Empty(SqlEngine engine) => Empties.In(engine, layout, $"the empty state '{name}'");

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, this, $"the merge of state '{name}'");
}
