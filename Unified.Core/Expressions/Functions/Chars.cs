using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>
/// What a UTF-16 code unit is (<c>char.IsDigit(s[0])</c>). Of ASCII every engine knows it; the tables of Unicode are those of .NET alone.
/// </summary>
internal static class Chars
{
    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Is("is_ascii_digit", nameof(char.IsAsciiDigit), (48, 57)),
        Is("is_ascii_letter", nameof(char.IsAsciiLetter), (65, 90), (97, 122)),
        Is("is_ascii_letter_or_digit", nameof(char.IsAsciiLetterOrDigit), (48, 57), (65, 90), (97, 122)),
        Is("is_ascii_letter_upper", nameof(char.IsAsciiLetterUpper), (65, 90)),
        Is("is_ascii_letter_lower", nameof(char.IsAsciiLetterLower), (97, 122)),
        Is("is_ascii_hex_digit", nameof(char.IsAsciiHexDigit), (48, 57), (65, 70), (97, 102)),
        Is("is_white_space", nameof(char.IsWhiteSpace), [.. TextTrim.WhiteSpace.Select(c => ((int)c, (int)c))]),
        Is("is_digit", nameof(char.IsDigit)),
        Is("is_letter", nameof(char.IsLetter)),
        Is("is_letter_or_digit", nameof(char.IsLetterOrDigit)),
        Is("is_upper", nameof(char.IsUpper)),
        Is("is_lower", nameof(char.IsLower)),
        Is("is_punctuation", nameof(char.IsPunctuation)),
    ];

    private static ScalarFunction Is(string name, string method, params (int First, int Last)[] ranges) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(char), method, typeof(char))],
        ResultType = a => Signature.Values(a, TypeKind.Int32) && (a[0] is CallExpr { Function.Name: "char_at" } || IsUnit(a[0]))
            ? DataType.Boolean : null,
        Net = o => Expression.Call(typeof(char), method, null, Expression.Convert(o[0], typeof(char))),
        Sql = ranges.Length == 0 ? [] : new()
        {
            { SqlEngine.DuckDb, o => $"({Any(o[0], ranges)})" },
            { SqlEngine.Spark, o => $"({Any(o[0], ranges)})" },
            { SqlEngine.ClickHouse, o => $"CAST({Any(o[0], ranges)}, 'Bool')" },
        },
    };

    private static bool IsUnit(Expr operand) => operand is ConstantExpr { Value: int and >= 0 and <= char.MaxValue };

    private static string Any(string unit, (int First, int Last)[] ranges) =>
        string.Join(" or ", ranges.Select(r => string.Create(CultureInfo.InvariantCulture, $"({unit}) between {r.First} and {r.Last}")));
}
