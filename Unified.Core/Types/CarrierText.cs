using System.Globalization;
using Unified.Time;

namespace Unified.Types;

/// <summary>Values as people and JSON write them: times as ISO 8601, enumerations by name, doubles by their shortest exact text.</summary>
public static class CarrierText
{
    /// <summary>The text of a value in its carrier.</summary>
    public static string Format(DataType type, object value) => (type.Kind, value) switch
    {
        (TypeKind.Decimal, Int128 unscaled) => Decimals.Format(unscaled, type.Scale),
        (TypeKind.Guid, Int128 bits) => ClrValues.ToGuid(bits).ToString(),
        (TypeKind.Timestamp, long micros) => Timestamps.Format(micros),
        (TypeKind.Time, long micros) => ClrValues.ToTime(micros).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        (TypeKind.Duration, long micros) => Duration(micros),
        (TypeKind.Date, int days) => Timestamps.FormatDay(days),
        (TypeKind.Enum, int number) => type.Members!.Find(number) ?? number.ToString(CultureInfo.InvariantCulture),
        (_, double.PositiveInfinity) or (_, float.PositiveInfinity) => "Infinity",
        (_, double.NegativeInfinity) or (_, float.NegativeInfinity) => "-Infinity",
        (_, bool flag) => flag ? "true" : "false",
        (_, IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    /// <summary>As C#'s <c>TimeSpan</c> prints it: <c>[-][d.]hh:mm:ss[.fffffff]</c>; microseconds beyond its range have days too.</summary>
    private static string Duration(long micros)
    {
        var magnitude = (UInt128)Int128.Abs(micros);
        var days = magnitude / (UInt128)Timestamps.MicrosPerDay;
        var rest = (long)(magnitude % (UInt128)Timestamps.MicrosPerDay);
        var text = new TimeSpan(rest * TimeSpan.TicksPerMicrosecond).ToString("c", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{(micros < 0 ? "-" : "")}{(days > 0 ? $"{days}." : "")}{text}");
    }

    /// <summary>The value in its carrier, or null when the text is none of the type. Reads what <see cref="Format"/> writes.</summary>
    public static object? TryParse(DataType type, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var invariant = CultureInfo.InvariantCulture;
        return type.Kind switch
        {
            TypeKind.String => text,
            TypeKind.List => ListText.IsList(type.Element!, text) ? text : null,
            TypeKind.Boolean => text switch { "true" => true, "false" => false, _ => null },
            TypeKind.Decimal => Decimal(text, type),
            TypeKind.Guid => Guid.TryParseExact(text, "D", out var guid) ? ClrValues.FromGuid(guid) : null,
            TypeKind.Timestamp => Timestamps.TryParse(text),
            TypeKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", invariant, DateTimeStyles.None, out var day)
                ? ClrValues.FromDate(day) : null,
            TypeKind.Time => TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"], invariant, DateTimeStyles.None,
                out var time)
                ? ClrValues.FromTime(time) : null,
            TypeKind.Duration => TimeSpan.TryParse(text, invariant, out var span) ? ClrValues.FromSpan(span) : null,
            TypeKind.Enum => type.Members!.Find(text),
            TypeKind.Double => double.TryParse(text, NumberStyles.Float, invariant, out var number) ? number : null,
            TypeKind.Single => float.TryParse(text, NumberStyles.Float, invariant, out var number) ? number : null,
            _ => type.IntegerRange is { } range && Int128.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var integer)
                && integer >= range.Min && integer <= range.Max ? Integer(type, integer) : null,
        };
    }

    /// <summary>An integer that is in the range of its kind, in its carrier.</summary>
    public static object Integer(DataType type, Int128 value) => type.Kind switch
    {
        TypeKind.Int64 => (long)value,
        TypeKind.UInt32 => (uint)value,
        TypeKind.UInt64 => (ulong)value,
        _ => (int)value,
    };

    private static Int128? Decimal(string text, DataType type) =>
        type.Precision is >= 1 and <= DataType.MaxExpressionPrecision && type.Scale <= type.Precision
        && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
        ? Decimals.Unscale(number, type.Precision, type.Scale) : null;
}
