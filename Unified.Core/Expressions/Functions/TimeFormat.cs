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

    /// <summary>The form in DuckDB: numbers of fixed width and what stands between them; null for other formats.</summary>
    public static string? InDuckDb(string time, string format)
    {
        var parts = new List<string>();
        var full = format == "s" ? "yyyy-MM-ddTHH:mm:ss" : format == "u" ? "yyyy-MM-dd HH:mm:ss'Z'" : format;
        for (var i = 0; i < full.Length;)
        {
            if (full[i] == '\'')
            {
                var end = full.IndexOf('\'', i + 1);
                parts.Add(SqlEngine.DuckDb.Literal(full[(i + 1)..end], Types.DataType.String));
                i = end + 1;
                continue;
            }

            var count = full[i..].TakeWhile(c => c == full[i]).Count();
            if (Part(time, full.Substring(i, count)) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            i += count;
        }

        return $"({string.Join(" || ", parts)})";
    }

    private static string? Part(string time, string token) => token switch
    {
        "yyyy" => Padded($"year(make_timestamp({time}))", 4),
        "MM" => Padded($"month(make_timestamp({time}))", 2),
        "dd" => Padded($"day(make_timestamp({time}))", 2),
        "HH" => Padded(TimeCalls.Within(time, 24 * 3600 * Second, 3600 * Second), 2),
        "mm" => Padded(TimeCalls.Within(time, 3600 * Second, 60 * Second), 2),
        "ss" => Padded(TimeCalls.Within(time, 60 * Second, Second), 2),
        "fff" => Padded(TimeCalls.Within(time, Second, 1000), 3),
        "ffffff" => Padded(TimeCalls.Within(time, Second, 1), 6),
        _ when Literal.Contains(token[0], StringComparison.Ordinal) => SqlEngine.DuckDb.Literal(token, Types.DataType.String),
        _ => null,
    };

    private static string Padded(string number, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"lpad(({number})::VARCHAR, {width}, '0')");

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
