using Apache.Arrow.Types;
using Unified.Sql;
using Unified.Types;

namespace Unified.Columnar;

/// <summary>
/// A column of the rows that a job stores: a value or a state. It owns what is known of it outside the plan: its form in Arrow and in SQL,
/// and how it is compared and printed. Immutable; thread-safe.
/// </summary>
public abstract class RowColumn
{
    /// <summary>The name, unique in the row.</summary>
    public abstract string Name { get; }

    /// <summary>The type of a column that holds a value of the plan; null for a state that is none.</summary>
    public virtual DataType? Value => null;

    /// <summary>The form in memory.</summary>
    public abstract IArrowType Arrow { get; }

    /// <summary>True when a row may have no value.</summary>
    public abstract bool Nullable { get; }

    /// <summary>A writer of such columns.</summary>
    public abstract ColumnWriter NewWriter();

    /// <summary>The column's type in an engine.</summary>
    public abstract string SqlType(SqlEngine engine);

    /// <summary>Expressions over the column that are equal exactly when its values are, and that never are null.</summary>
    public abstract string Hashable(SqlEngine engine);

    /// <summary>The value as text, never null.</summary>
    public abstract string Text(SqlEngine engine);

    /// <inheritdoc />
    public sealed override string ToString() => $"{Name}: {TypeText}";

    /// <summary>The type, as a plan prints it.</summary>
    public abstract string TypeText { get; }
}
