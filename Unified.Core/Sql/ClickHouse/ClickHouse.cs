using System.Globalization;
using Unified.Errors;
using Unified.Time;
using Unified.Types;

namespace Unified.Sql;

/// <summary>ClickHouse's types and forms. They assume merged, typed state columns.</summary>
public sealed class ClickHouse : SqlEngine
{
    internal static readonly ClickHouse Engine = new();

    private ClickHouse()
    {
    }

    /// <inheritdoc />
    public override string Name => "ClickHouse";

    /// <summary>The column type of a plan's type. Decimals are always 38 digits wide, so that sums stay in one type.</summary>
    public static string Type(DataType type)
    {
        var name = type.Kind switch
        {
            TypeKind.Boolean => "Bool",
            TypeKind.Int32 => "Int32",
            TypeKind.Int64 => "Int64",
            TypeKind.Int128 => "Int128",
            TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"Decimal(38, {type.Scale})"),
            TypeKind.Double => "Float64",
            TypeKind.Single => "Float32",
            TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16 or TypeKind.UInt32 or TypeKind.UInt64 =>
                type.Kind.ToString(),
            TypeKind.Date => "Date32",
            // Microseconds: ClickHouse has no time of day and no length of time that every supported version stores.
            TypeKind.Time or TypeKind.Duration => "Int64",
            TypeKind.Guid => "UUID",
            TypeKind.Enum => $"Enum16({string.Join(", ", type.Members!.Distinct().Select(m => $"{Text(m.Name)} = {Number(m.Number)}"))})",
            TypeKind.String => "String",
            TypeKind.List when type.Element is { Kind: ElementKind.Value, Fields: [var field] } => $"Array({Type(field.Type)})",
            TypeKind.Timestamp => "DateTime64(6, 'UTC')",
            _ => throw new InternalException($"Type {type} has no ClickHouse form."),
        };
        return type.Nullable ? $"Nullable({name})" : name;
    }

    /// <summary>A quoted identifier.</summary>
    public static string Identifier(string name) =>
        '`' + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + '`';

    /// <summary>A text literal.</summary>
    public static string Text(string value) =>
        '\'' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + '\'';

    /// <summary>A value as a plan's type.</summary>
    public static string Cast(string value, DataType type) => $"CAST({value}, {Text(Type(type))})";

    /// <summary>The largest multiple of <paramref name="size"/> microseconds at or below a time, before 1970 too.</summary>
    internal static string Floor(string time, long size)
    {
        var (micros, step) = ($"toUnixTimestamp64Micro({time})", string.Create(CultureInfo.InvariantCulture, $"toInt64({size})"));
        return $"fromUnixTimestamp64Micro({micros} - (({micros} % {step}) + {step}) % {step}, 'UTC')";
    }

    /// <inheritdoc />
    public override string TypeName(DataType type) => Type(type);

    /// <inheritdoc />
    public override string Quote(string name) => Identifier(name);

    /// <inheritdoc />
    public override string Literal(object? value, DataType type) => value switch
    {
        null => Cast("NULL", type.AsNullable()),
        bool flag => flag ? "true" : "false",
        string text => Text(text),
        Int128 unscaled when type.Kind == TypeKind.Decimal => $"toDecimal128('{Decimals.Format(unscaled, type.Scale)}', {type.Scale})",
        long micros when type.Kind == TypeKind.Timestamp =>
            string.Create(CultureInfo.InvariantCulture, $"fromUnixTimestamp64Micro(toInt64({micros}), 'UTC')"),
        Int128 bits when type.Kind == TypeKind.Guid => $"toUUID('{ClrValues.ToGuid(bits)}')",
        double number => $"reinterpretAsFloat64(toInt64({Number(BitConverter.DoubleToInt64Bits(number))}))",
        float number => $"reinterpretAsFloat32(toInt32({Number(BitConverter.SingleToInt32Bits(number))}))",
        int days when type.Kind == TypeKind.Date => $"toDate32('{CarrierText.Format(type, days)}')",
        _ => Cast(string.Create(CultureInfo.InvariantCulture, $"{value}"), type),
    };

    // Others are clamped or kept, by version.
    /// <inheritdoc />
    public override bool Holds(object? value, DataType type) => (type.Kind, value) switch
    {
        (TypeKind.Timestamp, long micros) => Timestamps.IsStorable(micros),
        (TypeKind.Date, int days) => Timestamps.IsStorableDay(days),
        _ => true,
    };

    /// <inheritdoc />
    public override string Checked(string value, DataType type, string what) => type.Kind == TypeKind.Decimal
        ? string.Create(CultureInfo.InvariantCulture,
            $"CAST(if(throwIf(abs({value}) >= {Bound(type)}, 'overflow of {what}') = 0, {value}, {value}), 'Decimal(38, {type.Scale})')")
        : $"accurateCast({value}, '{Type(type)}')";

    /// <inheritdoc />
    public override string Fits(string value, DataType type) => type.Kind == TypeKind.Decimal
        ? $"abs({value}) < {Bound(type)}"
        : $"accurateCastOrNull({value}, '{Type(type)}') IS NOT NULL";

    /// <inheritdoc />
    public override string NullWhen(string isNull, string value, DataType type) =>
        $"if({isNull}, NULL, {Cast(value, type.AsNullable())})";

    /// <inheritdoc />
    public override string NotNull(string value) => $"assumeNotNull({value})";

    // ClickHouse compiles min and max of a query's shape that is asked the fourth time, and compiled they take times for unsigned: any
    // before 1970 is then later than all after it. Integers keep their sign.
    /// <inheritdoc />
    public override string Extreme(string value, DataType type, bool largest) => type.Kind == TypeKind.Timestamp
        ? $"fromUnixTimestamp64Micro({base.Extreme($"toUnixTimestamp64Micro({value})", type, largest)}, 'UTC')"
        : base.Extreme(value, type, largest);

    /// <inheritdoc />
    public override string Guarded(string value, string? fails, DataType type, string error)
    {
        // Of two equal constants ClickHouse makes one, and never asks the condition once somebody computes with it.
        var typed = Cast(value, type);
        return fails is null ? typed : $"if(throwIf({fails}, {Text(error)}) = 0, {typed}, materialize({typed}))";
    }

    // No engine gives the nearest double of a 128-bit integer beyond 53 bits; by way of text both do.
    /// <inheritdoc />
    public override string Ratio(string sum, string count) =>
        $"(if(abs({sum}) < 9007199254740992, toFloat64({sum}), toFloat64(toString({sum}))) / toFloat64({count}))";

    /// <inheritdoc />
    public override string DecimalRatio(string sum, string count, int scale, int extraDigits, DataType type)
    {
        var digits = scale + extraDigits;
        var wide = $"(toInt256({sum} * toDecimal256('1{Zeros(scale)}', 0)) * 1{Zeros(extraDigits)})";
        return string.Create(CultureInfo.InvariantCulture,
            $"CAST(toDecimal256(sign({wide}) * intDiv(2 * abs({wide}) + {count}, 2 * {count}), 0) * "
                + $"toDecimal256('0.{Zeros(digits - 1)}1', {digits}), '{Type(type)}')");
    }

    /// <inheritdoc />
    public override string IntegerRatio(string sum, string count, DataType type) =>
        Cast($"sign({sum}) * intDiv(2 * abs(toInt256({sum})) + {count}, 2 * greatest({count}, 1))", type);

    /// <inheritdoc />
    public override string BinQuantile(string bins, decimal q, BinValues values, DataType type)
    {
        var (numerator, denominator) = Share.Of(q);
        var cumulated = $"arrayCumSum(mapValues({bins}))";
        // The total comes as a second array: a lambda that captures the map would copy it for every bin.
        var totals = $"arrayWithConstant(length({bins}), {cumulated}[-1])";
        var reached = $"(c, t) -> toInt128(c) * {denominator} >= toInt128(t) * {numerator}";
        var bin = $"mapKeys({bins})[arrayFirstIndex({reached}, {cumulated}, {totals})]";
        const string Low = "reinterpretAsFloat64(bitShiftLeft(toInt64(abs(k)), 45))";
        const string High = "reinterpretAsFloat64(bitShiftLeft(toInt64(abs(k)) + 1, 45))";
        const string Inside = "reinterpretAsFloat64(bitShiftLeft(toInt64(abs(k)), 45) + 17592186044416)";
        var middle = values switch
        {
            BinValues.Integers => $"(ceil({Low}) + ceil({High}) - 1) / 2",
            BinValues.Decimals => $"({Low} + {High}) / 2",
            // The bits in the middle: the sum of both ends may be infinite.
            _ => string.Create(CultureInfo.InvariantCulture,
                $"multiIf(k = {DoubleBins.NaN}, CAST(nan, 'Float64'), abs(k) = {DoubleBins.Infinity}, CAST(inf, 'Float64'), {Inside})"),
        };
        var value = $"arrayMap(k -> if(k = 0, 0., sign(k) * ({middle})), [{bin}])[1]";
        return type.Nullable ? $"if(empty({bins}), NULL, CAST({value}, 'Nullable(Float64)'))" : value;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Bound(DataType type) =>
        string.Create(CultureInfo.InvariantCulture, $"toDecimal256('1{Zeros(type.Precision - type.Scale)}', {type.Scale})");

    private static string Zeros(int count) => new('0', count);
}
