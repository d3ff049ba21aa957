using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;

namespace Unified.TestKit.Cuts;

/// <summary>Values and records as C# that makes them.</summary>
internal static class CSharpLiteral
{
    /// <summary>The C# of a value.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => Quoted(text),
        bool flag => flag ? "true" : "false",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        long number => Text(number) + "L",
        ulong number => Text(number) + "UL",
        uint number => Text(number) + "U",
        int or short or sbyte or byte or ushort => Text((IFormattable)value),
        DateTime time => Time(time, "DateTimeKind.Utc"),
        DateTimeOffset time => $"new DateTimeOffset({Time(time.UtcDateTime, "DateTimeKind.Utc")})",
        DateOnly day => string.Create(CultureInfo.InvariantCulture, $"new DateOnly({day.Year}, {day.Month}, {day.Day})"),
        TimeOnly clock => $"new TimeOnly({Text(clock.Ticks)}L)",
        TimeSpan span => Span(span),
        Guid guid => $"new Guid(\"{guid}\")",
        Enum member => Enum.IsDefined(member.GetType(), member) ? $"{Name(member.GetType())}.{member}"
            : $"({Name(member.GetType())}){Text(Convert.ToInt64(member, CultureInfo.InvariantCulture))}",
        IEnumerable list => List(list),
        _ => Record(value),
    };

    /// <summary>The name of a type without its namespace.</summary>
    public static string Name(Type type) => (type.DeclaringType is { } outer ? Name(outer) + "." : "")
        + (type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name);

    private static string Record(object value)
    {
        var type = value.GetType();
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null).ToList();
        var parameters = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        var arguments = parameters.Select(p => Of(properties.Find(x => x.Name == p.Name)?.GetValue(value)));
        var set = properties.Where(p => p.CanWrite && parameters.All(x => x.Name != p.Name))
            .Select(p => $"{p.Name} = {Of(p.GetValue(value))}").ToList();
        return $"new {Name(type)}({string.Join(", ", arguments)})" + (set.Count == 0 ? "" : $" {{ {string.Join(", ", set)} }}");
    }

    private static string List(IEnumerable list)
    {
        var type = list.GetType();
        var entries = type.GetInterfaces().Concat([type]).FirstOrDefault(i => i.IsGenericType
            && i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
        if (entries is null)
        {
            return $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]";
        }

        var items = list.Cast<object>().Select(e => (dynamic)e).Select(e => $"[{Of((object?)e.Key)}] = {Of((object?)e.Value)}");
        return $"new Dictionary<{string.Join(", ", entries.GetGenericArguments().Select(Keyword))}> {{ {string.Join(", ", items)} }}";
    }

    private static string Keyword(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? Keyword(inner) + "?" : Name(type);

    private static string Time(DateTime time, string kind)
    {
        var ticks = time.Ticks % TimeSpan.TicksPerSecond;
        return string.Create(CultureInfo.InvariantCulture,
            $"new DateTime({time.Year}, {time.Month}, {time.Day}, {time.Hour}, {time.Minute}, {time.Second}, {kind})")
            + (ticks == 0 ? "" : $".AddTicks({Text(ticks)})");
    }

    private static string Span(TimeSpan span) => span.Ticks % TimeSpan.TicksPerSecond == 0
        ? string.Create(CultureInfo.InvariantCulture, $"new TimeSpan({span.Days}, {span.Hours}, {span.Minutes}, {span.Seconds})")
        : $"new TimeSpan({Text(span.Ticks)}L)";

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c is '"' or '\\' ? quoted.Append('\\').Append(c)
                : c is >= ' ' and < (char)127 || char.IsLetterOrDigit(c) ? quoted.Append(c)
                : quoted.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        }

        return quoted.Append('"').ToString();
    }
}
