using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>A state that is one value, or null, the identity of its merge, when there was none.</summary>
public abstract class ValueState(string name, DataType type) : StateColumn
{
    private readonly ValueColumn _value = new(new Field(name, type));

    public sealed override string Name => name;

    public sealed override DataType? Value => type;

    public sealed override IArrowType Arrow => _value.Arrow;

    public sealed override bool Nullable => type.Nullable;

    public sealed override string TypeText => type.ToString();

    public sealed override ColumnWriter NewWriter() => _value.NewWriter();

    public sealed override string SqlType(SqlEngine engine) => _value.SqlType(engine);

    public sealed override string Hashable(SqlEngine engine) => _value.Hashable(engine);

    public sealed override string Text(SqlEngine engine) => _value.Text(engine);

    public sealed override string Empty(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.Literal(null, type);
    }
}
