using Unified.Time;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>Values of carriers as C# has them, and the text by which rows are compared.</summary>
internal static class Carriers
{
    /// <summary>A carrier as a value of a C# type.</summary>
    public static object? ToClr(object? value, DataType type, Type clr)
    {
        var bare = Nullable.GetUnderlyingType(clr) ?? clr;
        return value is null ? null : bare.IsEnum ? Enum.ToObject(bare, value) : type.Kind switch
        {
            TypeKind.Decimal => Decimals.ToDecimal((Int128)value, type.Scale),
            TypeKind.Timestamp when bare == typeof(DateTimeOffset) => ClrValues.ToOffset((long)value),
            TypeKind.Timestamp => Timestamps.ToDateTime((long)value),
            TypeKind.Date => ClrValues.ToDate((int)value),
            TypeKind.Time => ClrValues.ToTime((long)value),
            TypeKind.Duration => ClrValues.ToSpan((long)value),
            TypeKind.Guid => ClrValues.ToGuid((Int128)value),
            _ => Convert.ChangeType(value, bare, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A C# value as a carrier of a plan's type.</summary>
    public static object? FromClr(object? value, DataType type) => value switch
    {
        null => null,
        decimal number when type.Kind == TypeKind.Double => Nearest(number),
        _ => ClrValues.FromClr(value, type),
    };

    /// <summary>The nearest double of a decimal; C#'s own conversion may be one bit off it.</summary>
    public static double Nearest(decimal number) => double.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A key: zero has no sign, and there is one NaN.</summary>
    public static object? Key(object? carrier) => carrier switch
    {
        double number => ClrValues.Canonical(number),
        float number => ClrValues.Canonical(number),
        _ => carrier,
    };

    /// <summary>A carrier as <see cref="TestKit.Events.RowTable"/> prints the row's column.</summary>
    public static string Stored(object? value, DataType type) => value switch
    {
        null => "null",
        double number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        float number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Int128 bits when type.Kind == TypeKind.Guid => $"{System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits)}",
        _ => $"{value}",
    };

    /// <summary>A carrier as text that is another one for another value.</summary>
    public static string Print(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
