using Unified.Sql;

namespace Unified.Expressions.Functions;

/// <summary>
/// Positions in text as C# counts them, in UTF-16 code units, for engines that count code points. Each character above U+FFFF is written
/// twice first: then both count the same. A cut between its two halves makes a text that UTF-8 cannot hold, and is an error there.
/// </summary>
internal sealed class Utf16
{
    public static readonly Utf16 DuckDb = new()
    {
        Length = "length",
        Substring = "substring",
        Replace = (text, pattern,
            with) => $"regexp_replace({text}, '{pattern}', '{with.Replace("$", "\\", StringComparison.Ordinal)}', 'g')",
        Slash = "\\",
        Fail = message => $"error('{message}')",
        Let = (value, body) => $"list_transform([{value}], text16_ -> {body})[1]",
        Position = (text, part) => $"strpos({text}, {part})",
        Check = (condition, message, value) => $"(case when {condition} then error('{message}') else {value} end)",
        Int32 = value => $"({value})::INTEGER",
        Code = value => $"unicode({value})",
        Int64 = value => $"({value})::BIGINT",
        Divided = "//",
    };

    public static readonly Utf16 Spark = new()
    {
        Length = "length",
        Substring = "substring",
        Replace = (text, pattern, with) => $"regexp_replace({text}, '{pattern}', '{with}')",
        Slash = "\\\\",
        Fail = Sql.Spark.Error,
        Let = (value, body) => Sql.Spark.Let(Bound, value, body),
        Position = (text, part) => $"instr({text}, {part})",
        Check = (condition, message, value) => $"(case when {condition} then {Sql.Spark.Error(message)} else {value} end)",
        Int32 = value => $"CAST({value} AS INT)",
        Code = value => $"ascii({value})",
        Int64 = value => $"CAST({value} AS BIGINT)",
        Divided = "div",
        Place = value => $"CAST({value} AS INT)",
    };

    public static readonly Utf16 ClickHouse = new()
    {
        Length = "lengthUTF8",
        Substring = "substringUTF8",
        Replace = (text, pattern,
            with) => $"replaceRegexpAll({text}, '{pattern}', '{with.Replace("$", "\\\\", StringComparison.Ordinal)}')",
        Slash = "\\\\",
        Fail = message => $"throwIf(true, '{message}')",
        Let = (value, body) => $"arrayMap(text16_ -> {body}, [{value}])[1]",
        Position = (text, part) => $"positionUTF8({text}, {part})",
        Check = (condition, message, value) => $"if(throwIf({condition}, '{message}') = 0, {value}, {value})",
        Int32 = value => $"toInt32({value})",
        Code = _ => throw new NotSupportedException(),
        Int64 = value => $"toInt64({value})",
        Divided = "/",
    };

    /// <summary>Which text the lambda's parameter of <see cref="Let"/> is.</summary>
    public const string Bound = "text16_";

    public required string Length { get; init; }

    public required string Substring { get; init; }

    public required Func<string, string, string, string> Replace { get; init; }

    public required string Slash { get; init; }

    public required Func<string, string> Fail { get; init; }

    /// <summary>A body over <see cref="Bound"/>, which stands for a value that is written, and computed, once.</summary>
    public required Func<string, string, string> Let { get; init; }

    public required Func<string, string, string> Position { get; init; }

    public required Func<string, string, string, string> Check { get; init; }

    public required Func<string, string> Int32 { get; init; }

    public required Func<string, string> Code { get; init; }

    /// <summary>A position, wide enough that one more is no overflow.</summary>
    public required Func<string, string> Int64 { get; init; }

    /// <summary>Between an integer and what it is divided by.</summary>
    public required string Divided { get; init; }

    /// <summary>A position as <see cref="Substring"/> takes it.</summary>
    public Func<string, string> Place { get; init; } = static value => value;

    private string Astral => $"[{Slash}x{{10000}}-{Slash}x{{10FFFF}}]";

    /// <summary>The text with every character above U+FFFF twice.</summary>
    public string Doubled(string text) => Replace(text, $"({Astral})", "$1$1");

    /// <summary>The text of a doubled one whose cuts are between characters.</summary>
    public string Single(string doubled) => Replace(doubled, $"({Astral}){Astral}", "$1");

    /// <summary>The length in UTF-16 code units, 64 bits.</summary>
    public string LengthOf(string text) => $"{Length}({Doubled(text)})";

    /// <summary>True where a doubled text has half of a character.</summary>
    public string Halved(string doubled) => $"({Length}({Replace(doubled, $"[^{Slash}x{{10000}}-{Slash}x{{10FFFF}}]", "")}) % 2 = 1)";

    /// <summary>Code units of a doubled text; the first is 0.</summary>
    public string Units(string doubled, string start, string length) => $"{Substring}({doubled}, {Place($"{start} + 1")}, {Place(length)})";

    /// <summary><c>text.Substring(start, length)</c>; all that follows when the length is null.</summary>
    public string Slice(string text, string start, string? length)
    {
        var all = $"{Length}({Bound})";
        var count = length is null ? $"{all} - ({start})" : $"({length})";
        var outside = length is null ? $"({start}) < 0 or ({start}) > {all}"
            : $"({start}) < 0 or ({length}) < 0 or ({length}) > {all} - ({start})";
        var part = Units(Bound, $"({start})", count);
        var halved = $"({count}) > 0 and ({Halved(Units(Bound, "0", $"({start})"))} or {Halved(part)})";
        return Let(Doubled(text), Check(outside, "a position outside the text", Check(halved, "half of a character", Single(part))));
    }

    /// <summary>The zero-based place of a part in a text, or -1.</summary>
    public string IndexOf(string text, string part)
    {
        var at = Position(Bound, part);
        return Let(text, Int32($"case when {at} = 0 then -1 else {LengthOf(Units(Bound, "0", $"{at} - 1"))} end"));
    }
}
