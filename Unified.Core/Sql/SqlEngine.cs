using Unified.Errors;
using Unified.Types;

namespace Unified.Sql;

/// <summary>
/// A target engine: how it names types, writes literals and says the few things that merging and finishing states need. One implementation
/// an engine. What functions and states look like in it stands with them, as <see cref="SqlForms{TOperands}"/>; a form that is missing is a
/// refusal by name. Immutable; thread-safe.
/// </summary>
public abstract class SqlEngine
{
    private protected SqlEngine()
    {
    }

    /// <summary>The serving engine: it merges and finishes states.</summary>
    public static SqlEngine ClickHouse => Sql.ClickHouse.Engine;

    /// <summary>The independent engine: it computes whole plans, to compare with.</summary>
    public static SqlEngine DuckDb => Sql.DuckDb.Engine;

    /// <summary>The cluster's engine: it folds events to states, slice by slice.</summary>
    public static SqlEngine Spark => Sql.Spark.Engine;

    /// <summary>True when the engine's forms of functions raise where C# throws; else <c>ScalarFunction.Fails</c> says where.</summary>
    public virtual bool Raises => false;

    /// <summary>The engine's name, as messages write it.</summary>
    public abstract string Name { get; }

    /// <summary>The engine's type of a column.</summary>
    public abstract string TypeName(DataType type);

    /// <summary>The name of a column or table, quoted.</summary>
    public abstract string Quote(string name);

    /// <summary>A value in its carrier as a literal.</summary>
    public abstract string Literal(object? value, DataType type);

    /// <summary>False for a value that the engine's type cannot hold: it has no literal, and what needs one is refused.</summary>
    public virtual bool Holds(object? value, DataType type) => true;

    /// <summary>
    /// A merged number as <paramref name="type"/>, or an error of the engine that names <paramref name="what"/> when it does not fit.
    /// </summary>
    public abstract string Checked(string value, DataType type, string what);

    /// <summary>A predicate: <see cref="Checked"/> has a result.</summary>
    public abstract string Fits(string value, DataType type);

    /// <summary>The value, or null when nothing was counted.</summary>
    public string NullWhenZero(string count, string value, DataType type) => NullWhen($"({count}) = 0", value, type);

    /// <summary>The value, or null where a predicate is true.</summary>
    public abstract string NullWhen(string isNull, string value, DataType type);

    /// <summary>A nullable value that is known to be there, as a required one.</summary>
    public abstract string NotNull(string value);

    /// <summary>The smallest or largest of a group's values of a stored type; nulls are skipped.</summary>
    public virtual string Extreme(string value, DataType type, bool largest) => $"{(largest ? "max" : "min")}({value})";

    /// <summary>
    /// A computed value as <paramref name="type"/>, or an error of the engine that is <paramref name="error"/> where it fails.
    /// </summary>
    /// <param name="value">The value: anything where it fails.</param>
    /// <param name="fails">A predicate that is never null; null when it never fails, or when the engine's own forms raise.</param>
    /// <param name="type">Its type.</param>
    /// <param name="error">Says what failed.</param>
    public abstract string Guarded(string value, string? fails, DataType type, string error);

    /// <summary>An integer of at most 53 bits as a double.</summary>
    public string Double(string number) => $"CAST({number} AS {TypeName(DataType.Double)})";

    /// <summary>sum / count as the nearest double of each, divided once.</summary>
    public abstract string Ratio(string sum, string count);

    /// <summary>sum / count with more digits, halves away from zero.</summary>
    /// <param name="sum">The sum, a decimal.</param>
    /// <param name="count">The count, an integer above 0.</param>
    /// <param name="scale">Digits after the point of the sum.</param>
    /// <param name="extraDigits">How many more digits the quotient has.</param>
    /// <param name="type">The quotient's type.</param>
    public abstract string DecimalRatio(string sum, string count, int scale, int extraDigits, DataType type);

    /// <summary>sum / count as an integer, halves away from zero.</summary>
    public abstract string IntegerRatio(string sum, string count, DataType type);

    /// <summary>
    /// The middle of the first bin whose cumulated count reaches the share <paramref name="q"/> of all, in integers only.
    /// </summary>
    public abstract string BinQuantile(string bins, decimal q, BinValues values, DataType type);

    /// <summary>The refusal of what has no form here that gives exactly the same.</summary>
    public DefinitionException Refuse(string what) => new("UNI0090", what, $"has no form in {Name} that gives exactly the same.",
        "Compute it with the native engine only.");

    /// <inheritdoc />
    public sealed override string ToString() => Name;
}
