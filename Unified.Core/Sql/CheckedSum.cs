using System.Globalization;
using Unified.Aggregates;
using Unified.Logical;

namespace Unified.Sql;

/// <summary>
/// 128-bit sums in ClickHouse, which adds without a check and would wrap: added in 256 bits, which no number of rows can leave, then narrowed
/// once, or an error that says what left 128 bits. So a sum that passes through the limit and comes back is exact, as in any order of its rows.
/// </summary>
public static class CheckedSum
{
    /// <summary>What a sum may not leave.</summary>
    public const string Limit = "128 bits";

    /// <summary>True for states whose merge can wrap. Counts cannot: that takes 2^63 events.</summary>
    public static bool Applies(StateColumn state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Merge == MergeRule.Sum && state.Type.Kind is TypeKind.Int128 or TypeKind.Decimal;
    }

    /// <summary>The sum of a column in 256 bits.</summary>
    public static string Wide(StateColumn state, string column)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Type.Kind == TypeKind.Decimal
            ? string.Create(CultureInfo.InvariantCulture, $"sum(toDecimal256({column}, {state.Type.Scale}))") : $"sum(toInt256({column}))";
    }

    /// <summary>A predicate over a wide sum: it fits its state.</summary>
    public static string Fits(StateColumn state, string wide)
    {
        ArgumentNullException.ThrowIfNull(state);
        return $"({wide} >= {Literal(state.Type, Int128.MinValue)} AND {wide} <= {Literal(state.Type, Int128.MaxValue)})";
    }

    /// <summary>The checked merge; the error is about <paramref name="what"/>.</summary>
    internal static string Merge(StateColumn state, string column, string what)
    {
        var wide = Wide(state, column);
        var error = ClickHouse.Text($"{what} left the range of {Limit}. Sum a narrower value, divide it in the definition, or split the group by a finer key.");
        return $"CAST(if(throwIf(NOT {Fits(state, wide)}, {error}) = 0, {wide}, {wide}), '{ClickHouse.Type(state.Type)}')";
    }

    private static string Literal(DataType type, Int128 value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        return type.Kind == TypeKind.Decimal
            ? string.Create(CultureInfo.InvariantCulture, $"toDecimal256('{digits[..^type.Scale]}.{digits[^type.Scale..]}0', {type.Scale})") : $"toInt256('{digits}')";
    }
}
