using System.Globalization;
using System.Text;
using Unified.Sql;

namespace Unified.Expressions.Functions;

/// <summary>Formats of times, which have no zone here: UTC is what they are read as, and not what a DateTime says of itself.</summary>
internal static class TimeFormat
{
    private const long Second = 1_000_000;
    private const string Standard = "su";
    private const string Custom = "yMdHhmsfFt";
    private const string Literal = "-/.,:_ T'";

    public static bool IsKnown(Expr format)
    {
        if (format is not ConstantExpr { Value: string { Length: > 0 } text })
        {
            return false;
        }

        if (text.Length == 1)
        {
            return Standard.Contains(text, StringComparison.Ordinal);
        }

        try
        {
            _ = DateTime.UnixEpoch.ToString(text, CultureInfo.InvariantCulture);
            return Unquoted(text).All(c => (Custom + Literal).Contains(c, StringComparison.Ordinal));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The form in an engine: numbers of fixed width and what stands between them; null for other formats.</summary>
    public static string? In(SqlEngine engine, string time, string format)
    {
        var parts = new List<string>();
        var full = format == "s" ? "yyyy-MM-ddTHH:mm:ss" : format == "u" ? "yyyy-MM-dd HH:mm:ss'Z'" : format;
        for (var i = 0; i < full.Length;)
        {
            if (full[i] == '\'')
            {
                var end = full.IndexOf('\'', i + 1);
                parts.Add(engine.Literal(full[(i + 1)..end], Types.DataType.String));
                i = end + 1;
                continue;
            }

            var count = full[i..].TakeWhile(c => c == full[i]).Count();
            if (Part(engine, time, full.Substring(i, count)) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            i += count;
        }

        return $"({string.Join(" || ", parts)})";
    }

    private static string? Part(SqlEngine engine, string time, string token)
    {
        var at = engine == SqlEngine.Spark ? Spark.Time(time) : $"make_timestamp({time})";
        string Within(long period, long unit) => engine == SqlEngine.Spark ? TimeCalls.WithinSpark(time, period, unit)
            : TimeCalls.Within(time, period, unit);
        string Padded(string number, int width) => string.Create(CultureInfo.InvariantCulture,
            $"lpad(CAST({number} AS {engine.TypeName(Types.DataType.String)}), {width}, '0')");
        return token switch
        {
            "yyyy" => Padded($"year({at})", 4),
            "MM" => Padded($"month({at})", 2),
            "dd" => Padded($"day({at})", 2),
            "HH" => Padded(Within(24 * 3600 * Second, 3600 * Second), 2),
            "mm" => Padded(Within(3600 * Second, 60 * Second), 2),
            "ss" => Padded(Within(60 * Second, Second), 2),
            "fff" => Padded(Within(Second, 1000), 3),
            "ffffff" => Padded(Within(Second, 1), 6),
            _ when Literal.Contains(token[0], StringComparison.Ordinal) => engine.Literal(token, Types.DataType.String),
            _ => null,
        };
    }

    private static string Unquoted(string format)
    {
        var text = new StringBuilder();
        var quoted = false;
        foreach (var c in format)
        {
            quoted ^= c == '\'';
            text.Append(quoted ? '\'' : c);
        }

        return text.ToString();
    }
}
