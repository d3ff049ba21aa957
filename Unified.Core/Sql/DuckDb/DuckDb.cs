using System.Globalization;
using Unified.Errors;
using Unified.Types;

namespace Unified.Sql;

/// <summary>DuckDB's types and forms: the independent engine that tests and the demo ask for the same answer.</summary>
public sealed class DuckDb : SqlEngine
{
    internal static readonly DuckDb Engine = new();

    private DuckDb()
    {
    }

    /// <inheritdoc />
    public override string Name => "DuckDB";

    /// <inheritdoc />
    public override bool Raises => true;

    /// <summary>The DuckDB type of a value in an expression: of a time, day or member of an enumeration the number of its
    /// carrier.</summary>
    public static string Type(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => "BOOLEAN",
        TypeKind.Int32 or TypeKind.Date or TypeKind.Enum => "INTEGER",
        TypeKind.Int64 or TypeKind.Timestamp or TypeKind.Time or TypeKind.Duration => "BIGINT",
        TypeKind.Int8 => "TINYINT",
        TypeKind.UInt8 => "UTINYINT",
        TypeKind.Int16 => "SMALLINT",
        TypeKind.UInt16 => "USMALLINT",
        TypeKind.UInt32 => "UINTEGER",
        TypeKind.UInt64 => "UBIGINT",
        TypeKind.Single => "FLOAT",
        TypeKind.Guid => "UUID",
        TypeKind.Int128 => "HUGEINT",
        // A null that has no digits is of no precision.
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Math.Max(type.Precision, 1)},{type.Scale})"),
        TypeKind.Double => "DOUBLE",
        TypeKind.String or TypeKind.List => "VARCHAR",
        _ => throw new InternalException($"Type {type} has no DuckDB form."),
    };

    /// <summary>A decimal type that has room for whatever is computed before the result is checked.</summary>
    internal static string Wide(DataType type) => string.Create(CultureInfo.InvariantCulture, $"DECIMAL(38,{type.Scale})");

    /// <summary>The largest multiple of <paramref name="size"/> at or below <paramref name="micros"/>, before 1970 too.</summary>
    internal static string Floor(string micros, string size) => $"(({micros}) - ((({micros}) % {size}) + {size}) % {size})";

    /// <summary>A quoted identifier.</summary>
    public static string Identifier(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <inheritdoc />
    public override string TypeName(DataType type) => Type(type);

    /// <inheritdoc />
    public override string Quote(string name) => Identifier(name);

    /// <inheritdoc />
    public override string Literal(object? value, DataType type) => value switch
    {
        null => $"NULL::{Type(type)}",
        bool flag => flag ? "true" : "false",
        string text => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'",
        Int128 unscaled when type.Kind == TypeKind.Decimal => $"'{Decimals.Format(unscaled, type.Scale)}'::{Type(type)}",
        Int128 bits when type.Kind == TypeKind.Guid => $"'{ClrValues.ToGuid(bits)}'::UUID",
        // By its bits: the text of infinity and of -0.0 differs from engine to engine.
        double number => string.Create(CultureInfo.InvariantCulture,
            $"'{BitConverter.DoubleToUInt64Bits(number):b64}'::BIT::DOUBLE"),
        float number => string.Create(CultureInfo.InvariantCulture, $"'{BitConverter.SingleToUInt32Bits(number):b32}'::BIT::FLOAT"),
        _ => string.Create(CultureInfo.InvariantCulture, $"({value})::{Type(type)}"),
    };

    /// <inheritdoc />
    public override string Checked(string value, DataType type, string what) => $"({value})::{Type(type)}";

    /// <inheritdoc />
    public override string Fits(string value, DataType type) => $"try_cast({value} AS {Type(type)}) IS NOT NULL";

    /// <inheritdoc />
    public override string NullWhen(string isNull, string value, DataType type) =>
        $"case when {isNull} then null else ({value}) end";

    /// <inheritdoc />
    public override string NotNull(string value) => value;

    /// <inheritdoc />
    public override string Guarded(string value, string? fails, DataType type, string error) => fails is null ? $"({value})"
        : $"case when {fails} then error({Literal(error, DataType.String)}) else ({value}) end";

    // No engine gives the nearest double of a 128-bit integer beyond 53 bits; by way of text both do.
    /// <inheritdoc />
    public override string Ratio(string sum, string count) =>
        $"(case when abs({sum}) < 9007199254740992 then ({sum})::DOUBLE else ({sum})::VARCHAR::DOUBLE end / ({count})::DOUBLE)";

    /// <inheritdoc />
    public override string DecimalRatio(string sum, string count, int scale, int extraDigits, DataType type)
    {
        var digits = scale + extraDigits;
        // By way of text: a decimal times its own unit may need more than 38 digits.
        var n = $"(replace(({sum})::VARCHAR, '.', '')::HUGEINT * 1{new string('0', extraDigits)})";
        var unit = $"0.{new string('0', digits - 1)}1";
        return string.Create(CultureInfo.InvariantCulture,
            $"((sign({n}) * ((2 * abs({n}) + ({count})) // (2 * ({count}))))::DECIMAL(38,0) * "
                + $"{unit}::DECIMAL({digits + 1},{digits}))::DECIMAL(38,{digits})");
    }

    /// <inheritdoc />
    public override string IntegerRatio(string sum, string count, DataType type) =>
        $"(sign({sum}) * ((2 * abs({sum}) + ({count})) // (2 * ({count}))))::{Type(type)}";

    /// <inheritdoc />
    public override string BinQuantile(string bins, decimal q, BinValues values, DataType type)
    {
        var (numerator, denominator) = Share.Of(q);
        var counts = $"map_values({bins})";
        var reached = $"i -> list_sum({counts}[1:i])::HUGEINT * {denominator} >= list_sum({counts})::HUGEINT * {numerator}";
        var bin = $"map_keys({bins})[list_filter(range(1, len({counts}) + 1), {reached})[1]]";
        const string Low = "(abs(k)::BIGINT << 45)::BIT::DOUBLE";
        const string High = "((abs(k)::BIGINT + 1) << 45)::BIT::DOUBLE";
        const string Inside = "((abs(k)::BIGINT << 45) + 17592186044416)::BIT::DOUBLE";
        var middle = values switch
        {
            BinValues.Integers => $"(ceil({Low}) + ceil({High}) - 1) / 2",
            BinValues.Decimals => $"({Low} + {High}) / 2",
            _ => string.Create(CultureInfo.InvariantCulture,
                $"case when k = {DoubleBins.NaN} then 'nan'::DOUBLE "
                    + $"when abs(k) = {DoubleBins.Infinity} then 'inf'::DOUBLE else {Inside} end"),
        };
        return $"list_transform([{bin}], k -> case when k = 0 then 0::DOUBLE else sign(k) * ({middle}) end)[1]";
    }
}
