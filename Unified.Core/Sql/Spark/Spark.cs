using System.Globalization;
using Unified.Errors;
using Unified.Types;

namespace Unified.Sql;

/// <summary>
/// Spark's types and forms, for sessions in UTC whose errors are those of ANSI: a batch engine that folds events to states. It merges and
/// finishes none.
/// </summary>
public sealed class Spark : SqlEngine
{
    internal static readonly Spark Engine = new();

    private Spark()
    {
    }

    /// <inheritdoc />
    public override string Name => "Spark";

    /// <inheritdoc />
    public override bool Raises => true;

    /// <summary>
    /// The Spark type of a value in an expression: of a time, day or member of an enumeration the number of its carrier; of a number
    /// without sign one that holds it, for there are none; of a Guid its text.
    /// </summary>
    public static string Type(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => "BOOLEAN",
        TypeKind.Int32 or TypeKind.Date or TypeKind.Enum or TypeKind.UInt16 => "INT",
        TypeKind.Int64 or TypeKind.Timestamp or TypeKind.Time or TypeKind.Duration or TypeKind.UInt32 => "BIGINT",
        TypeKind.Int8 => "TINYINT",
        TypeKind.Int16 or TypeKind.UInt8 => "SMALLINT",
        TypeKind.UInt64 => "DECIMAL(20,0)",
        TypeKind.Int128 => "DECIMAL(38,0)",
        TypeKind.Single => "FLOAT",
        TypeKind.Double => "DOUBLE",
        // A null that has no digits is of no precision.
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Math.Max(type.Precision, 1)},{type.Scale})"),
        TypeKind.String or TypeKind.List or TypeKind.Guid => "STRING",
        _ => throw new InternalException($"Type {type} has no Spark form."),
    };

    /// <summary>A quoted identifier.</summary>
    public static string Identifier(string name) => '`' + name.Replace("`", "``", StringComparison.Ordinal) + '`';

    /// <summary>A text literal: the backslash is an escape.</summary>
    public static string Text(string value) => '\'' + value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal) + '\'';

    /// <summary>A value as a plan's type: an error where it does not fit.</summary>
    public static string Cast(string value, DataType type) => type.Kind switch
    {
        TypeKind.UInt32 => Between(value, type, "0", "4294967295"),
        TypeKind.UInt64 => Between(value, type, "0", "18446744073709551615"),
        _ => $"CAST({value} AS {Type(type)})",
    };

    /// <summary>An error of the query.</summary>
    public static string Error(string message) => $"raise_error({Text(message)})";

    /// <summary>A body over a name that stands for a value which is written, and computed, once.</summary>
    public static string Let(string name, string value, string body) => $"transform(array({value}), {name} -> {body})[0]";

    /// <summary>The largest multiple of <paramref name="size"/> at or below <paramref name="micros"/>, before 1970 too.</summary>
    public static string Floor(string micros, string size) => $"(({micros}) - ((({micros}) % {size}) + {size}) % {size})";

    /// <summary>The time of microseconds since 1970.</summary>
    public static string Time(string micros) => $"timestamp_micros({micros})";

    /// <summary>A number of microseconds as it is, if it is a time of the years 1 to 9999.</summary>
    public static string CheckedTime(string micros) => Let("m", micros, string.Create(CultureInfo.InvariantCulture,
        $"CAST(case when m not between {Unified.Time.Timestamps.First}L and {Unified.Time.Timestamps.Last}L "
            + $"then {Error("a time outside the years 1 to 9999")} else m end AS BIGINT)"));

    /// <inheritdoc />
    public override string TypeName(DataType type) => Type(type);

    /// <inheritdoc />
    public override string Quote(string name) => Identifier(name);

    /// <inheritdoc />
    public override string Literal(object? value, DataType type) => value switch
    {
        null => $"CAST(NULL AS {Type(type)})",
        bool flag => flag ? "true" : "false",
        string text => Text(text),
        Int128 unscaled when type.Kind == TypeKind.Decimal => $"CAST('{Decimals.Format(unscaled, type.Scale)}' AS {Type(type)})",
        Int128 bits when type.Kind == TypeKind.Guid => $"'{ClrValues.ToGuid(bits)}'",
        double number => $"CAST('{number.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)",
        float number => $"CAST('{number.ToString("R", CultureInfo.InvariantCulture)}' AS FLOAT)",
        _ => string.Create(CultureInfo.InvariantCulture, $"CAST({value} AS {Type(type)})"),
    };

    /// <inheritdoc />
    public override string Checked(string value, DataType type, string what) => Cast(value, type);

    /// <inheritdoc />
    public override string Fits(string value, DataType type) => $"(try_cast({value} AS {Type(type)}) IS NOT NULL)";

    /// <inheritdoc />
    public override string NullWhen(string isNull, string value, DataType type) => $"case when {isNull} then null else ({value}) end";

    /// <inheritdoc />
    public override string NotNull(string value) => value;

    /// <inheritdoc />
    public override string Guarded(string value, string? fails, DataType type, string error) => fails is null ? $"({value})"
        : $"case when {fails} then {Error(error)} else ({value}) end";

    /// <inheritdoc />
    public override string Ratio(string sum, string count) => throw Refuse("an average of merged states");

    /// <inheritdoc />
    public override string DecimalRatio(string sum, string count, int scale, int extraDigits, DataType type) =>
        throw Refuse("an average of merged states");

    /// <inheritdoc />
    public override string IntegerRatio(string sum, string count, DataType type) => throw Refuse("an average of merged states");

    /// <inheritdoc />
    public override string BinQuantile(string bins, decimal q, BinValues values, DataType type) =>
        throw Refuse("a quantile of merged states");

    private static string Between(string value, DataType type, string least, string most) =>
        $"CAST({Let("u", value, $"case when u not between {least} and {most} then {Error("arithmetic overflow")} else u end")} "
            + $"AS {Type(type)})";
}
