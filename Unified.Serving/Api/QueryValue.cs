using System.Globalization;
using Unified.Logical;
using Unified.Time;

namespace Unified.Serving.Api;

/// <summary>Values of a query string, by the type of their column.</summary>
internal static class QueryValue
{
    /// <summary>The value as it is bound, or null when the text is none of the type. Decimals stay text: ClickHouse reads it exactly.</summary>
    public static object? Parse(DataType type, string text) => type.Kind switch
    {
        TypeKind.String => text,
        TypeKind.Boolean => text switch { "true" => true, "false" => false, _ => null },
        TypeKind.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null,
        TypeKind.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null,
        TypeKind.Decimal => DecimalValue.Parse(text, type.Precision, type.Scale),
        TypeKind.Timestamp => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? Timestamps.FromDateTime(value) : null,
        _ => null,
    };

    /// <summary>What a text must be, for an error message.</summary>
    public static string Describe(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => "true or false",
        TypeKind.Int32 => "a 32-bit integer",
        TypeKind.Int64 => "a 64-bit integer",
        TypeKind.Decimal => $"a {type.AsRequired()}",
        TypeKind.Timestamp => "a time such as 2001-04-03 or 2001-04-03T06:00:00Z",
        _ => $"a {type.AsRequired()}",
    };

    /// <summary>The parameter that a value is bound to, compared with a column of its type.</summary>
    public static string Placeholder(DataType type, string name) => type.Kind switch
    {
        TypeKind.String => $"{{{name}:String}}",
        TypeKind.Boolean => $"{{{name}:Bool}}",
        TypeKind.Int32 => $"{{{name}:Int32}}",
        TypeKind.Int64 => $"{{{name}:Int64}}",
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"toDecimal128({{{name}:String}}, {type.Scale})"),
        TypeKind.Timestamp => $"fromUnixTimestamp64Micro({{{name}:Int64}}, 'UTC')",
        _ => throw new Errors.InternalException($"A value of type {type} cannot be bound."),
    };
}
