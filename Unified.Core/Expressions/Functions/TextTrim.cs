using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Text without what stands around it: white space as Unicode has it, or one character.</summary>
internal static class TextTrim
{
    /// <summary>What <see cref="char.IsWhiteSpace(char)"/> says of; every engine is given the list.</summary>
    public const string WhiteSpace = "\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A"
        + "\u2028\u2029\u202F\u205F\u3000";

    public static readonly ScalarFunction Trim = Spaces("trim", nameof(string.Trim), "trim");
    public static readonly ScalarFunction TrimStart = Spaces("trim_start", nameof(string.TrimStart), "ltrim");
    public static readonly ScalarFunction TrimEnd = Spaces("trim_end", nameof(string.TrimEnd), "rtrim");
    public static readonly ScalarFunction TrimChar = OneChar("trim_char", nameof(string.Trim), "trim");
    public static readonly ScalarFunction TrimStartChar = OneChar("trim_start_char", nameof(string.TrimStart), "ltrim");
    public static readonly ScalarFunction TrimEndChar = OneChar("trim_end_char", nameof(string.TrimEnd), "rtrim");

    public static readonly ImmutableArray<ScalarFunction> All = [Trim, TrimStart, TrimEnd, TrimChar, TrimStartChar, TrimEndChar];

    private static ScalarFunction Spaces(string name, string method, string duckDb) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(string), method)],
        ResultType = Signature.Of(DataType.String, TypeKind.String),
        Net = o => Expression.Call(o[0], method, null),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{duckDb}({o[0]}, '{WhiteSpace}')" },
            { SqlEngine.Spark, o => InSpark(o[0], duckDb, Spark.Text(WhiteSpace)) },
            { SqlEngine.ClickHouse, o => Trimmed(o[0], duckDb, $"[{WhiteSpace}]") },
        },
    };

    private static ScalarFunction OneChar(string name, string method, string duckDb) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(string), method, typeof(char))],
        ResultType = a => a.Length == 2 && a[0].Type == DataType.String && Signature.IsChar(a[1]) ? DataType.String : null,
        Net = o => Expression.Call(o[0], method, null, Expression.Constant(Signature.Constant<string>(o[1])[0])),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{duckDb}({o[0]}, {o[1]})" },
            { SqlEngine.Spark, o => InSpark(o[0], duckDb, o[1]) },
            { SqlEngine.ClickHouse, o => Trimmed(o[0], duckDb, $"\\x{{{(int)Signature.Constant<string>(o.Exprs[1])[0]:x}}}") },
        },
    };

    private static string InSpark(string text, string side, string what) =>
        $"trim({(side == "ltrim" ? "LEADING" : side == "rtrim" ? "TRAILING" : "BOTH")} {what} FROM {text})";

    private static string Trimmed(string text, string side, string what)
    {
        var start = side == "rtrim" ? text : $"replaceRegexpOne({text}, {ClickHouse.Text($"\\A{what}+")}, '')";
        return side == "ltrim" ? start : $"replaceRegexpOne({start}, {ClickHouse.Text($"{what}+\\z")}, '')";
    }
}
