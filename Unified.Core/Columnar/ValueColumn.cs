using Apache.Arrow.Types;
using Unified.Sql;
using Unified.Types;

namespace Unified.Columnar;

/// <summary>A stored column that holds a value of the plan.</summary>
public sealed class ValueColumn(Field field) : RowColumn
{
    private static readonly SqlForms<Field> Hashes = new()
    {
        {
            SqlEngine.ClickHouse, f => !f.Type.Nullable ? ClickHouse.Identifier(f.Name)
                : $"isNull({ClickHouse.Identifier(f.Name)}), ifNull({ClickHouse.Identifier(f.Name)}, "
                    + $"defaultValueOfTypeName({ClickHouse.Text(ClickHouse.Type(f.Type.AsRequired()))}))"
        },
    };

    private static readonly SqlForms<Field> Texts = new()
    {
        {
            SqlEngine.ClickHouse, f =>
            {
                var name = ClickHouse.Identifier(f.Name);
                var text = f.Type.Kind == TypeKind.Timestamp ? $"toString(toUnixTimestamp64Micro({name}))" : $"toString({name})";
                return f.Type.Nullable ? $"ifNull({text}, 'null')" : text;
            }
        },
    };

    /// <summary>Name and type.</summary>
    public Field Field { get; } = field;

    /// <inheritdoc />
    public override string Name => Field.Name;

    /// <inheritdoc />
    public override DataType? Value => Field.Type;

    /// <inheritdoc />
    public override IArrowType Arrow => ArrowTypes.From(Field.Type);

    /// <inheritdoc />
    public override bool Nullable => Field.Type.Nullable;

    /// <inheritdoc />
    public override string TypeText => Field.Type.ToString();

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => ColumnWriter.For(Field.Type);

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.TypeName(Field.Type);
    }

    /// <inheritdoc />
    public override string Hashable(SqlEngine engine) => Hashes.In(engine, Field, $"the hash of column '{Name}'");

    /// <inheritdoc />
    public override string Text(SqlEngine engine) => Texts.In(engine, Field, $"the text of column '{Name}'");
}
