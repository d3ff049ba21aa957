using System.Globalization;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// An exact sum: a count in 64 bits, or a sum of integers or decimals in 128. ClickHouse adds without a check and would wrap, so 128-bit
/// sums are added in 256 bits there, which no number of rows can leave, then narrowed once, or an error says what left 128 bits: a sum that
/// passes through the limit and comes back is exact, as in any order of its rows. Counts cannot wrap: that takes 2^63 events.
/// </summary>
public sealed class SumState(string name, DataType type) : StateColumn
{
    private static readonly SqlForms<(SumState State, string What)> Merges = new()
    {
        { SqlEngine.ClickHouse, s => s.State.Wide ? s.State.Narrowed(s.What) : $"sum({ClickHouse.Identifier(s.State.Name)})" },
        { SqlEngine.DuckDb, s => $"sum({DuckDb.Identifier(s.State.Name)})" },
    };

    private static readonly SqlForms<SumState> Wides = new()
    {
        { SqlEngine.ClickHouse, s => s.WideSum() },
        { SqlEngine.DuckDb, s => $"sum({DuckDb.Identifier(s.Name)})" },
    };

    private static readonly SqlForms<SumState> Fitting = new() { { SqlEngine.ClickHouse, s => s.Within(ClickHouse.Identifier(s.Name)) } };

    private bool Wide => type.Kind is TypeKind.Int128 or TypeKind.Decimal;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override DataType? Value => type;

    /// <inheritdoc />
    public override IArrowType Arrow => ArrowTypes.From(type);

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => type.ToString();

    /// <inheritdoc />
    public override bool Doubles => type.Kind != TypeKind.Decimal;

    /// <inheritdoc />
    public override string Limit => "128 bits";

    /// <inheritdoc />
    public override StateColumn Named(string other) => new SumState(other, type);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => ColumnWriter.For(type);

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.TypeName(type);
    }

    /// <inheritdoc />
    public override string Hashable(SqlEngine engine) => new ValueColumn(new Field(name, type)).Hashable(engine);

    /// <inheritdoc />
    public override string Text(SqlEngine engine) => new ValueColumn(new Field(name, type)).Text(engine);

    /// <inheritdoc />
    public override string Empty(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.Literal(type.Kind == TypeKind.Int64 ? 0L : Int128.Zero, type);
    }

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, (this, what), $"the merge of state '{name}'");

    /// <inheritdoc />
    public override string MergeWide(SqlEngine engine) => Wide ? Wides.In(engine, this, $"the merge of state '{name}'") : Merge(engine, "");

    /// <inheritdoc />
    public override string? Fits(SqlEngine engine) => Wide ? Fitting.TryIn(engine, this) : null;

    /// <inheritdoc />
    public override string? Total(SqlEngine engine) => MergeWide(engine);

    private string Narrowed(string what)
    {
        var wide = WideSum();
        var error = ClickHouse.Text(
            $"{what} left the range of {Limit}. Sum a narrower value, divide it in the definition, or split the group by a finer key.");
        return $"CAST(if(throwIf(NOT {Within(wide)}, {error}) = 0, {wide}, {wide}), '{ClickHouse.Type(type)}')";
    }

    private string WideSum() => type.Kind == TypeKind.Decimal
        ? string.Create(CultureInfo.InvariantCulture, $"sum(toDecimal256({ClickHouse.Identifier(name)}, {type.Scale}))")
        : $"sum(toInt256({ClickHouse.Identifier(name)}))";

    private string Within(string wide) => $"({wide} >= {Bound(Int128.MinValue)} AND {wide} <= {Bound(Int128.MaxValue)})";

    private string Bound(Int128 value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        return type.Kind == TypeKind.Decimal
            ? string.Create(CultureInfo.InvariantCulture, $"toDecimal256('{digits[..^type.Scale]}.{digits[^type.Scale..]}0', {type.Scale})")
            : $"toInt256('{digits}')";
    }
}
