using System.Collections.Immutable;
using System.Globalization;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Sql;

/// <summary>The few SQL forms that merging and finishing states need, in each dialect. ClickHouse forms assume merged, typed state columns.</summary>
public static class SqlDialects
{
    /// <summary>DuckDB's type of a sketch.</summary>
    internal const string DuckDbBins = "MAP(INTEGER, BIGINT)";

    /// <summary>The merge of a state over a group's rows: the only place that says how states merge in SQL.</summary>
    /// <param name="dialect">The engine.</param>
    /// <param name="state">The state.</param>
    /// <param name="column">Its column, quoted.</param>
    /// <param name="what">Whose it is, for the error when the merged state does not fit: job and column.</param>
    public static string Merge(SqlDialect dialect, StateColumn state, string column, string what) => (dialect, state.Merge) switch
    {
        (SqlDialect.ClickHouse, MergeRule.Sum) when CheckedSum.Applies(state) => CheckedSum.Merge(state, column, what),
        (_, MergeRule.Sum) => $"sum({column})",
        (_, MergeRule.Min) => $"min({column})",
        (_, MergeRule.Max) => $"max({column})",
        (SqlDialect.ClickHouse, MergeRule.SumBins) => $"sumMap({column})",
        _ => throw new InternalException($"Merge rule {state.Merge} has no form in {dialect}."),
    };

    /// <summary>A 128-bit integer or wide decimal as <paramref name="type"/>, or an error of the engine when it does not fit.</summary>
    internal static string Checked(SqlDialect dialect, string value, DataType type, string what)
    {
        if (dialect == SqlDialect.DuckDb)
        {
            return $"({value})::{DuckDb.Type(type)}";
        }

        return type.Kind == TypeKind.Decimal
            ? string.Create(CultureInfo.InvariantCulture,
                $"CAST(if(throwIf(abs({value}) >= toDecimal256('1{new string('0', type.Precision - type.Scale)}', {type.Scale}), 'overflow of {what}') = 0, {value}, {value}), 'Decimal(38, {type.Scale})')")
            : $"accurateCast({value}, '{ClickHouse.Type(type)}')";
    }

    /// <summary>A ClickHouse predicate: <see cref="Checked"/> has a result.</summary>
    internal static string Fits(string value, DataType type) => type.Kind == TypeKind.Decimal
        ? string.Create(CultureInfo.InvariantCulture, $"abs({value}) < toDecimal256('1{new string('0', type.Precision - type.Scale)}', {type.Scale})")
        : $"accurateCastOrNull({value}, '{ClickHouse.Type(type)}') IS NOT NULL";

    /// <summary>The value, or null when nothing was counted.</summary>
    internal static string NullWhenZero(SqlDialect dialect, string count, string value, DataType type) => dialect == SqlDialect.DuckDb
        ? $"case when ({count}) = 0 then null else ({value}) end"
        : $"if({count} = 0, NULL, CAST({value}, '{ClickHouse.Type(type.AsNullable())}'))";

    /// <summary>sum / count as the nearest double of each, divided once.</summary>
    internal static string Ratio(SqlDialect dialect, string sum, string count) => dialect == SqlDialect.DuckDb
        // Neither engine gives the nearest double of a 128-bit integer beyond 53 bits; by way of text both do.
        ? $"(case when abs({sum}) < 9007199254740992 then ({sum})::DOUBLE else ({sum})::VARCHAR::DOUBLE end / ({count})::DOUBLE)"
        : $"(if(abs({sum}) < 9007199254740992, toFloat64({sum}), toFloat64(toString({sum}))) / toFloat64({count}))";

    /// <summary>sum / count with more digits, halves away from zero.</summary>
    internal static string DecimalRatio(SqlDialect dialect, string sum, string count, int scale, int extraDigits, DataType type)
    {
        var shift = "1" + new string('0', extraDigits);
        var unit = "1" + new string('0', scale);
        var ulp = "0." + new string('0', scale + extraDigits - 1) + "1";
        var digits = scale + extraDigits;
        if (dialect == SqlDialect.DuckDb)
        {
            // By way of text: a decimal times its own unit may need more than 38 digits.
            var n = $"(replace(({sum})::VARCHAR, '.', '')::HUGEINT * {shift})";
            return string.Create(CultureInfo.InvariantCulture,
                $"((sign({n}) * ((2 * abs({n}) + ({count})) // (2 * ({count}))))::DECIMAL(38,0) * {ulp}::DECIMAL({digits + 1},{digits}))::DECIMAL(38,{digits})");
        }

        var wide = $"(toInt256({sum} * toDecimal256('{unit}', 0)) * {shift})";
        return string.Create(CultureInfo.InvariantCulture,
            $"CAST(toDecimal256(sign({wide}) * intDiv(2 * abs({wide}) + {count}, 2 * {count}), 0) * toDecimal256('{ulp}', {digits}), '{ClickHouse.Type(type)}')");
    }

    /// <summary>The middle of the first bin whose cumulated count reaches the share <paramref name="q"/> of all, in integers only.</summary>
    internal static string Quantile(SqlDialect dialect, string bins, decimal q, bool integers, DataType type)
    {
        const int Denominator = 1_000_000;
        var numerator = decimal.ToInt64(q * Denominator).ToString(CultureInfo.InvariantCulture);
        var rank = Denominator.ToString(CultureInfo.InvariantCulture);
        return dialect == SqlDialect.DuckDb ? DuckDbQuantile(bins, numerator, rank, integers) : ClickHouseQuantile(bins, numerator, rank, integers, type);
    }

    private static string ClickHouseQuantile(string bins, string numerator, string denominator, bool integers, DataType type)
    {
        var cumulated = $"arrayCumSum(mapValues({bins}))";
        // The total comes as a second array: a lambda that captures the map would copy it for every bin.
        var totals = $"arrayWithConstant(length({bins}), {cumulated}[-1])";
        var bin = $"mapKeys({bins})[arrayFirstIndex((c, t) -> toInt128(c) * {denominator} >= toInt128(t) * {numerator}, {cumulated}, {totals})]";
        const string Low = "reinterpretAsFloat64(bitShiftLeft(toInt64(abs(k)), 45))";
        const string High = "reinterpretAsFloat64(bitShiftLeft(toInt64(abs(k)) + 1, 45))";
        var middle = integers ? $"(ceil({Low}) + ceil({High}) - 1) / 2" : $"({Low} + {High}) / 2";
        var value = $"arrayMap(k -> if(k = 0, 0., sign(k) * ({middle})), [{bin}])[1]";
        return type.Nullable ? $"if(empty({bins}), NULL, CAST({value}, 'Nullable(Float64)'))" : value;
    }

    private static string DuckDbQuantile(string bins, string numerator, string denominator, bool integers)
    {
        var counts = $"map_values({bins})";
        var bin = $"map_keys({bins})[list_filter(range(1, len({counts}) + 1), i -> list_sum({counts}[1:i])::HUGEINT * {denominator} >= list_sum({counts})::HUGEINT * {numerator})[1]]";
        const string Low = "(abs(k)::BIGINT << 45)::BIT::DOUBLE";
        const string High = "((abs(k)::BIGINT + 1) << 45)::BIT::DOUBLE";
        var middle = integers ? $"(ceil({Low}) + ceil({High}) - 1) / 2" : $"({Low} + {High}) / 2";
        return $"list_transform([{bin}], k -> case when k = 0 then 0::DOUBLE else sign(k) * ({middle}) end)[1]";
    }
}
