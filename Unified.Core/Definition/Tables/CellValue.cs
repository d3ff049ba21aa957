using System.Globalization;

namespace Unified.Definition.Tables;

/// <summary>
/// A value of a table as a property has it: nothing is rounded, cut or guessed, and no culture takes part. Text is read as C# prints it,
/// and times as ISO 8601.
/// </summary>
internal static class CellValue
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign;
    private const NumberStyles Exact = Digits | NumberStyles.AllowDecimalPoint;
    private const NumberStyles Floating = Exact | NumberStyles.AllowExponent;
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] Times =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK",
    ];

    private static readonly string[] Clocks = ["HH:mm", "HH:mm:ss.FFFFFFF"];

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The value, or null when it is none of the type.</summary>
    /// <param name="value">What is there; not null.</param>
    /// <param name="type">A property's type, without its <see cref="Nullable{T}"/>.</param>
    public static object? To(object value, Type type) => type.IsInstanceOfType(value) && value is not double.NaN ? Whole(value)
        : value is string text ? Parse(text, type)
        : type == typeof(string) ? null
        : type.IsEnum ? Number(value) is { } number ? Member(type, number) : null
        : type == typeof(decimal) ? Number(value)
        : type == typeof(double) ? value is float single ? (double)single : Number(value) is { } exact && (decimal)(double)exact == exact
            ? (double)exact : null
        : type == typeof(DateOnly) ? value is DateTime { TimeOfDay.Ticks: 0 } midnight ? DateOnly.FromDateTime(midnight) : null
        : type == typeof(DateTime) ? value is DateOnly day ? day.ToDateTime(default, DateTimeKind.Utc) : null
        : type == typeof(DateTimeOffset) ? value is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : null
        : type.IsPrimitive && Number(value) is { } integer && decimal.IsInteger(integer) ? Integer(integer, type)
        : null;

    private static object? Whole(object value) => value is DateTime time ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : value;

    private static decimal? Number(object value) => value switch
    {
        decimal number => number,
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDecimal(value, Invariant),
        _ => null,
    };

    private static object? Integer(decimal value, Type type)
    {
        try
        {
            return type == typeof(bool) || type == typeof(char) || type == typeof(float) ? null
                : Convert.ChangeType(value, type, Invariant);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static object? Member(Type type, decimal number) =>
        Integer(number, Enum.GetUnderlyingType(type)) is { } value && Enum.IsDefined(type, value) ? Enum.ToObject(type, value) : null;

    private static object? Parse(string text, Type type) =>
        type == typeof(bool) ? text switch { "true" or "True" => true, "false" or "False" => false, _ => null }
        : type == typeof(decimal) ? decimal.TryParse(text, Exact, Invariant, out var number) && Fits(text) ? number : null
        : type == typeof(double) ? double.TryParse(text, Floating, Invariant, out var real) && double.IsFinite(real) ? real : null
        : type == typeof(float) ? float.TryParse(text, Floating, Invariant, out var single) && float.IsFinite(single) ? single : null
        : type == typeof(DateTime) ? DateTime.TryParseExact(text, Times, Invariant, Utc, out var time) ? time : null
        : type == typeof(DateTimeOffset) ? DateTimeOffset.TryParseExact(text, Times, Invariant, Utc, out var instant) ? instant : null
        : type == typeof(DateOnly) ? DateOnly.TryParseExact(text, "yyyy-MM-dd", Invariant, DateTimeStyles.None, out var day) ? day : null
        : type == typeof(TimeOnly) ? TimeOnly.TryParseExact(text, Clocks, Invariant, DateTimeStyles.None, out var clock) ? clock : null
        : type == typeof(TimeSpan) ? TimeSpan.TryParseExact(text, "c", Invariant, out var span) ? span : null
        : type == typeof(Guid) ? Guid.TryParseExact(text, "D", out var guid) ? guid : null
        : type.IsEnum ? Enum.TryParse(type, text, ignoreCase: false, out var member) && Enum.IsDefined(type, member!)
            && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+') ? member
            : decimal.TryParse(text, Digits, Invariant, out var code) ? Member(type, code) : null
        : type.IsPrimitive && decimal.TryParse(text, Digits, Invariant, out var integer) ? Integer(integer, type)
        : null;

    // What is beyond 28 digits would be rounded.
    private static bool Fits(string text) => text.TrimStart('-', '+', '0').Count(char.IsAsciiDigit) <= 28;
}
