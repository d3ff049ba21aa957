using System.Globalization;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>Values of a query string, by the type of their column.</summary>
internal static class QueryValue
{
    /// <summary>ISO 8601, and nothing that depends on a country or on today.</summary>
    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFK"];

    /// <summary>
    /// The value as it is bound, or null when the text is none of the type. Decimals stay text, which ClickHouse reads exactly; of a
    /// double the bits are bound, because it reads those not exactly.
    /// </summary>
    public static object? Parse(DataType type, string text) => type.Kind switch
    {
        TypeKind.Double or TypeKind.Single => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && CarrierText.TryParse(type, text) is { } number ? Bound(type, number) : null,
        TypeKind.Decimal => DecimalValue.Parse(text, type.Precision, type.Scale),
        TypeKind.Timestamp =>
            // Not DateTime: what its zone moves out of the calendar it moves back by a day.
            DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
            ? Timestamps.FromDateTime(value.UtcDateTime) : null,
        // Without a colon "5" would be five days.
        TypeKind.Duration => TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span)
            && text.Contains(':', StringComparison.Ordinal) ? ClrValues.FromSpan(span) : null,
        _ => CarrierText.TryParse(type, text) is { } carrier ? Bound(type, carrier) : null,
    };

    /// <summary>A value in its carrier as it is bound.</summary>
    public static object Bound(DataType type, object carrier) => (type.Kind, carrier) switch
    {
        (_, double number) => BitConverter.DoubleToInt64Bits(number),
        (_, float number) => BitConverter.SingleToInt32Bits(number),
        (TypeKind.Guid, Int128 bits) => ClrValues.ToGuid(bits).ToString(),
        _ => carrier,
    };

    /// <summary>What a text must be, for an error message.</summary>
    public static string Describe(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => "true or false",
        TypeKind.Int32 => "a 32-bit integer",
        TypeKind.Int64 => "a 64-bit integer",
        TypeKind.Double or TypeKind.Single => "a number such as 1.5 or 2e-3",
        TypeKind.Date => "a day such as 2001-04-03",
        TypeKind.Time => "a time of day such as 06:30:00",
        TypeKind.Duration => "a length of time such as 1.06:30:00",
        TypeKind.Guid => "a Guid such as 01234567-89ab-cdef-0123-456789abcdef",
        TypeKind.Enum => $"one of {string.Join(", ", type.Members!.Distinct().Select(m => m.Name))}",
        TypeKind.Decimal => $"a {type.AsRequired()}",
        TypeKind.Timestamp => "a time of ISO 8601 such as 2001-04-03, 2001-04-03T06:00:00Z or 2001-04-03T06:00:00%2B02:00",
        _ => $"a {type.AsRequired()}",
    };

    /// <summary>The parameter that a value is bound to, compared with a column of its type.</summary>
    public static string Placeholder(DataType type, string name) => type.Kind switch
    {
        TypeKind.String => $"{{{name}:String}}",
        TypeKind.Boolean => $"{{{name}:Bool}}",
        TypeKind.Int64 or TypeKind.Time or TypeKind.Duration => $"{{{name}:Int64}}",
        TypeKind.UInt64 => $"{{{name}:UInt64}}",
        TypeKind.UInt32 => $"{{{name}:UInt32}}",
        TypeKind.Single => $"reinterpretAsFloat32({{{name}:Int32}})",
        TypeKind.Date => $"addDays(toDate32('1970-01-01'), {{{name}:Int32}})",
        TypeKind.Guid => $"toUUID({{{name}:String}})",
        TypeKind.Enum => $"CAST({{{name}:Int16}}, {ClickHouseSql.Text(ClickHouseSql.Type(type.AsRequired()))})",
        _ when type.Carrier == typeof(int) => $"{{{name}:Int32}}",
        TypeKind.Double => $"reinterpretAsFloat64({{{name}:Int64}})",
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"toDecimal128({{{name}:String}}, {type.Scale})"),
        TypeKind.Timestamp => $"fromUnixTimestamp64Micro({{{name}:Int64}}, 'UTC')",
        _ => throw new Errors.InternalException($"A value of type {type} cannot be bound."),
    };
}
