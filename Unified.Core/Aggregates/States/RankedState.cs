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
    private static readonly SqlForms<RankedState> Types = new()
    {
        {
            SqlEngine.ClickHouse, s => $"Array(Tuple(by {ClickHouse.Type(OrderedBits.Type(s.By))}, log Int32, p Int32, o Int64, b Int32, "
                + $"value {ClickHouse.Type(s.Of)}))"
        },
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
    };

    private static readonly SqlForms<string> Missing = new() { { SqlEngine.ClickHouse, s => $"empty({s})" } };

    /// <summary>True when the largest wins.</summary>
    public bool Largest => largest;

    /// <summary>The type of what events are ordered by.</summary>
    public DataType By => by;

    /// <summary>The type of the event's value.</summary>
    public DataType Of => value;

    public override string Name => name;

    public override IArrowType Arrow { get; } = new ListType(new Apache.Arrow.Field("item", new StructType(
    [
        Field("by", OrderedBits.Type(by)), Field("log", DataType.Int32), Field("p", DataType.Int32), Field("o", DataType.Int64),
        Field("b", DataType.Int32), Field("value", value),
    ]), false));

    public override bool Nullable => false;

    public override string TypeText => $"{(largest ? "last" : "first")}({by}, {value})";

    public override StateColumn Named(string other) => new RankedState(other, by, value, largest);

    public override ColumnWriter NewWriter() => new RankedColumnWriter((ListType)Arrow, by, value);

    public override string SqlType(SqlEngine engine) => Types.In(engine, this, $"the type of state '{name}'");

    public override string Hashable(SqlEngine engine) => engine.Quote(name);

    public override string Text(SqlEngine engine) => $"toString({engine.Quote(name)})";

    public override string Empty(SqlEngine engine) => $"CAST([], {ClickHouse.Text(SqlType(engine))})";

    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, this, $"the merge of state '{name}'");

    internal static string Finish(SqlEngine engine, string state, DataType type)
    {
        var value = Values.In(engine, (state, type), $"the value of state {state}");
        return type.Nullable ? engine.NullWhen(Missing.In(engine, state, state), value, type) : value;
    }

    private static Apache.Arrow.Field Field(string name, DataType type) => new(name, ArrowTypes.From(type), false);
}
