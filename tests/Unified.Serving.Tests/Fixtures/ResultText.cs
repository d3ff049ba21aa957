using System.Globalization;
using Unified.Types;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>A value as text that tells any two of its type apart, from ClickHouse and from .NET.</summary>
internal static class ResultText
{
    public static string In(string value, DataType type)
    {
        if (type is { Kind: TypeKind.List, Element.Fields: [var field] })
        {
            return $"concat('[', arrayStringConcat(arrayMap(e -> {In("e", field.Type)}, {value}), '|'), ']')";
        }

        var bare = $"assumeNotNull({value})";
        var text = type.Kind switch
        {
            TypeKind.Boolean => $"toString(toInt32({bare}))",
            TypeKind.Timestamp => $"toString(toUnixTimestamp64Micro({bare}))",
            TypeKind.Date => $"toString(toInt32({bare}))",
            TypeKind.Double => $"if(isNaN({bare}), 'NaN', toString(reinterpretAsInt64({bare})))",
            TypeKind.Single => $"if(isNaN({bare}), 'NaN', toString(reinterpretAsInt32({bare})))",
            TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"toDecimalString({bare}, {type.Scale})"),
            _ => $"toString({bare})",
        };
        return $"if(isNull({value}), 'null', {text})";
    }

    public static string Of(object? value, DataType type) => value switch
    {
        null => "null",
        object[] list => $"[{string.Join('|', list.Select(v => Of(v, type.Element!.Fields[0].Type)))}]",
        bool flag => flag ? "1" : "0",
        double.NaN or float.NaN => "NaN",
        double number => BitConverter.DoubleToInt64Bits(number).ToString(CultureInfo.InvariantCulture),
        float number => BitConverter.SingleToInt32Bits(number).ToString(CultureInfo.InvariantCulture),
        Int128 bits when type.Kind == TypeKind.Guid => ClrValues.ToGuid(bits).ToString(),
        int number when type.Kind == TypeKind.Enum => type.Members!.Find(number)!,
        Int128 unscaled => Decimals.Format(unscaled, type.Scale),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };
}
