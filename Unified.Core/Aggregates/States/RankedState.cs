using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The event that comes first or last in an order: a list of none or one of (by, log, partition, offset, branch, value). The smallest or
/// largest of such tuples is the merge: no two events have the same place.
/// </summary>
/// <param name="name">The column.</param>
/// <param name="by">The type of what events are ordered by.</param>
/// <param name="value">The type of the event's value.</param>
/// <param name="largest">True when the largest wins.</param>
public sealed class RankedState(string name, DataType by, DataType value, bool largest) : StateColumn
{
    private static readonly SqlForms<(DataType By, DataType Of)> Types = new()
    {
        {
            SqlEngine.ClickHouse, s => $"Array(Tuple(by {ClickHouse.Type(OrderedBits.Type(s.By))}, log Int32, p Int32, o Int64, b Int32, "
                + $"value {ClickHouse.Type(s.Of)}))"
        },
        {
            SqlEngine.Spark, s => $"ARRAY<STRUCT<by: {Spark.Type(OrderedBits.Type(s.By))}, log: INT, p: INT, o: BIGINT, b: INT, "
                + $"value: {Spark.Type(s.Of)}>>"
        },
    };

    private static readonly SqlForms<(DataType By, DataType Of)> Empties = new()
    {
        { SqlEngine.ClickHouse, s => $"CAST([], {ClickHouse.Text(Types.TryIn(SqlEngine.ClickHouse, s)!)})" },
        { SqlEngine.DuckDb, _ => "[]" },
        { SqlEngine.Spark, s => $"CAST(array() AS {Types.TryIn(SqlEngine.Spark, s)})" },
    };

    // The empty list is smaller than all others.
    private static readonly SqlForms<RankedState> Merges = new()
    {
        {
            SqlEngine.ClickHouse, s => s.Largest ? $"max({ClickHouse.Identifier(s.Name)})"
                : $"minIf({ClickHouse.Identifier(s.Name)}, notEmpty({ClickHouse.Identifier(s.Name)}))"
        },
    };

    private static readonly SqlForms<(string State, DataType Type)> Values = new()
    {
        { SqlEngine.ClickHouse, s => $"{s.State}[1].value" },
        { SqlEngine.DuckDb, s => $"({s.State})[1].value" },
    };

    private static readonly SqlForms<string> Missing = new()
    {
        { SqlEngine.ClickHouse, s => $"empty({s})" },
        { SqlEngine.DuckDb, s => $"len({s}) = 0" },
    };

    /// <summary>True when the largest wins.</summary>
    public bool Largest => largest;

    /// <summary>The type of what events are ordered by.</summary>
    public DataType By => by;

    /// <summary>The type of the event's value.</summary>
    public DataType Of => value;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override IArrowType Arrow { get; } = ListOf(by, value);

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => $"{(largest ? "last" : "first")}({by}, {value})";

    /// <inheritdoc />
    public override StateColumn Named(string other) => new RankedState(other, by, value, largest);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => new RankedColumnWriter((ListType)Arrow, by, value);

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine) => TypeOf(engine, by, value, name);

    /// <inheritdoc />
    public override string Hashable(SqlEngine engine) => engine.Quote(name);

    /// <inheritdoc />
    public override string Text(SqlEngine engine) => $"toString({engine.Quote(name)})";

    /// <inheritdoc />
    public override string Empty(SqlEngine engine) => EmptyOf(engine, by, value, name);

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, this, $"the merge of state '{name}'");

    internal static ListType ListOf(DataType by, DataType value) => new(new Apache.Arrow.Field("item", new StructType(
    [
        Field("by", OrderedBits.Type(by)), Field("log", DataType.Int32), Field("p", DataType.Int32), Field("o", DataType.Int64),
        Field("b", DataType.Int32), Field("value", value),
    ]), false));

    internal static string TypeOf(SqlEngine engine, DataType by, DataType value, string name) =>
        Types.In(engine, (by, value), $"the type of state '{name}'");

    internal static string EmptyOf(SqlEngine engine, DataType by, DataType value, string name) =>
        Empties.In(engine, (by, value), $"the empty state '{name}'");

    internal static string IsEmpty(SqlEngine engine, string state) => Missing.In(engine, state, state);

    internal static string Finish(SqlEngine engine, string state, DataType type)
    {
        var value = Values.In(engine, (state, type), $"the value of state {state}");
        return type.Nullable ? engine.NullWhen(IsEmpty(engine, state), value, type) : value;
    }

    private static Apache.Arrow.Field Field(string name, DataType type) => new(name, ArrowTypes.From(type), false);
}
