using Unified.Time;
using Unified.Types;

namespace Unified.TestKit.Oracle;

/// <summary>Values of carriers as C# has them, and the text by which rows are compared.</summary>
internal static class Carriers
{
    /// <summary>A carrier as a value of a C# type.</summary>
    public static object? ToClr(object? value, DataType type, Type clr)
    {
        var bare = Nullable.GetUnderlyingType(clr) ?? clr;
        if (value is object?[] list)
        {
            return List(list, type.Element!.Fields[0].Type, clr);
        }

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

    private static Array List(object?[] values, DataType type, Type clr)
    {
        var element = clr.IsArray ? clr.GetElementType()! : clr.GetGenericArguments()[0];
        var made = Array.CreateInstance(element, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            made.SetValue(ToClr(values[i], type, element), i);
        }

        return made;
    }

    /// <summary>A C# value as a carrier of a plan's type; of a list an array of carriers.</summary>
    public static object? FromClr(object? value, DataType type) => value switch
    {
        null => null,
        System.Collections.IEnumerable list when type.Element is { Kind: ElementKind.Value } element =>
            list.Cast<object?>().Select(v => FromClr(v, element.Fields[0].Type)).ToArray(),
        decimal number when type.Kind == TypeKind.Double => Nearest(number),
        // A conversion that keeps every value is left to whoever reads the row.
        decimal number when type.IsInteger && decimal.IsInteger(number) => CarrierText.Integer(type, (Int128)number),
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

    /// <summary>A carrier as <see cref="Events.RowTable"/> prints the row's column.</summary>
    public static string Stored(object? value, DataType type) => value switch
    {
        null => "null",
        double number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        float number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Int128 bits when type.Kind == TypeKind.Guid => $"{System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits)}",
        _ => $"{value}",
    };

    /// <summary>A row of carriers as text.</summary>
    public static string Line(IEnumerable<object?> row) => string.Join(" | ", row.Select(Print));

    /// <summary>A carrier as text that is another one for another value.</summary>
    public static string Print(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        object?[] list => $"[{string.Join(", ", list.Select(Print))}]",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
