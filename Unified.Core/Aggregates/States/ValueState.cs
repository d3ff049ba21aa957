using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>A state that is one value, or null, the identity of its merge, when there was none.</summary>
public abstract class ValueState(string name, DataType type) : StateColumn
{
    private readonly ValueColumn _value = new(new Field(name, type));

    /// <inheritdoc />
    public sealed override string Name => name;

    /// <inheritdoc />
    public sealed override DataType? Value => type;

    /// <inheritdoc />
    public sealed override IArrowType Arrow => _value.Arrow;

    /// <inheritdoc />
    public sealed override bool Nullable => type.Nullable;

    /// <inheritdoc />
    public sealed override string TypeText => type.ToString();

    /// <inheritdoc />
    public sealed override ColumnWriter NewWriter() => _value.NewWriter();

    /// <inheritdoc />
    public sealed override string SqlType(SqlEngine engine) => _value.SqlType(engine);

    /// <inheritdoc />
    public sealed override string Hashable(SqlEngine engine) => _value.Hashable(engine);

    /// <inheritdoc />
    public sealed override string Text(SqlEngine engine) => _value.Text(engine);

    /// <inheritdoc />
    public sealed override string Empty(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.Literal(null, type);
    }
}
