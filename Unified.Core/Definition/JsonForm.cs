namespace Unified.Definition;

/// <summary>How the names of properties are written in JSON.</summary>
public enum JsonNames
{
    /// <summary>As the property: <c>OrderId</c>.</summary>
    Exact,

    /// <summary><c>orderId</c>, as System.Text.Json's policy has it.</summary>
    CamelCase,

    /// <summary><c>order_id</c>, as System.Text.Json's policy has it.</summary>
    SnakeCase,

    /// <summary><c>order-id</c>, as System.Text.Json's policy has it.</summary>
    KebabCase,
}

/// <summary>What a number since 1970-01-01T00:00:00Z counts.</summary>
public enum UnixTimeUnit
{
    /// <summary>Whole seconds, or seconds with a fraction.</summary>
    Seconds,

    /// <summary>Thousandths of seconds.</summary>
    Milliseconds,

    /// <summary>Millionths of seconds.</summary>
    Microseconds,

    /// <summary>Billionths of seconds; what is below microseconds is floored.</summary>
    Nanoseconds,
}

/// <summary>
/// How the records of a source spell names and values, where it is not System.Text.Json's own way. What is not said here is refused, so
/// that a record means one thing. Immutable; part of the definition version.
/// </summary>
public sealed record JsonForm
{
    /// <summary>Names as they are, times as ISO 8601 text, numbers as numbers.</summary>
    public static JsonForm Default { get; } = new();

    /// <summary>
    /// How names of properties are written. Default: exactly. A property's own <c>[JsonPropertyName]</c> counts more.
    /// </summary>
    public JsonNames Names { get; init; }

    /// <summary>True when names may differ in the case of ASCII letters. Default: no.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>
    /// What times are when they are numbers, or text of a number, since 1970; ISO 8601 text is read as well. Default: numbers are refused.
    /// A property's own <see cref="UnixTimeAttribute"/> counts more.
    /// </summary>
    public UnixTimeUnit? Times { get; init; }

    /// <summary>True when a number may also be text: <c>"12.50"</c>. Default: no.</summary>
    public bool NumbersInText { get; init; }

    /// <summary>True when text may also be a number, true or false: their JSON is the text. Default: no.</summary>
    public bool TextOfNumbers { get; init; }
}

/// <summary>This time is a number since 1970, or the text of one: <c>[UnixTime(UnixTimeUnit.Milliseconds)]</c>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UnixTimeAttribute(UnixTimeUnit unit) : Attribute
{
    /// <summary>What the number counts.</summary>
    public UnixTimeUnit Unit { get; } = unit;
}
