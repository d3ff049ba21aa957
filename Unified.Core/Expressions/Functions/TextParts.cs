using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>Text by the positions of its UTF-16 code units, from 0; a position outside the text is an error of the event.</summary>
internal static class TextParts
{
    public static readonly ScalarFunction SubstringFrom = new()
    {
        Name = "substring_from",
        Members = [Signature.Method(typeof(string), nameof(string.Substring), typeof(int))],
        ResultType = Signature.Of(DataType.String, TypeKind.String, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Call(o[0], nameof(string.Substring), null, o[1]),
        Sql = Both((engine, o) => engine.Slice(o[0], engine.Int64(o[1]), null)),
    };

    public static readonly ScalarFunction Substring = new()
    {
        Name = "substring",
        Members = [Signature.Method(typeof(string), nameof(string.Substring), typeof(int), typeof(int))],
        ResultType = Signature.Of(DataType.String, TypeKind.String, TypeKind.Int32, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Call(o[0], nameof(string.Substring), null, o[1], o[2]),
        Sql = Both((engine, o) => engine.Slice(o[0], engine.Int64(o[1]), engine.Int64(o[2]))),
    };

    public static readonly ScalarFunction RemoveFrom = new()
    {
        Name = "remove_from",
        Members = [Signature.Method(typeof(string), nameof(string.Remove), typeof(int))],
        ResultType = Signature.Of(DataType.String, TypeKind.String, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Call(o[0], nameof(string.Remove), null, o[1]),
        Sql = Both((engine, o) => engine.Slice(o[0], "0", engine.Int64(o[1]))),
    };

    public static readonly ScalarFunction Remove = new()
    {
        Name = "remove",
        Members = [Signature.Method(typeof(string), nameof(string.Remove), typeof(int), typeof(int))],
        ResultType = Signature.Of(DataType.String, TypeKind.String, TypeKind.Int32, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Call(o[0], nameof(string.Remove), null, o[1], o[2]),
    };

    public static readonly ScalarFunction Insert = new()
    {
        Name = "insert",
        Members = [Signature.Method(typeof(string), nameof(string.Insert), typeof(int), typeof(string))],
        ResultType = Signature.Of(DataType.String, TypeKind.String, TypeKind.Int32, TypeKind.String),
        CanFail = true,
        Net = o => Expression.Call(o[0], nameof(string.Insert), null, o[1], o[2]),
        // Nothing put between the halves of a character leaves it whole.
        Sql = Both((engine, o) => $"(case when {o[2]} = '' and {engine.Int64(o[1])} between 0 and {engine.LengthOf(o[0])} then {o[0]} "
            + $"else {engine.Slice(o[0], "0", engine.Int64(o[1]))} || {o[2]} || {engine.Slice(o[0], engine.Int64(o[1]), null)} end)"),
    };

    /// <summary><c>s[i]</c>: the UTF-16 code unit as a number, as C# compares it.</summary>
    public static readonly ScalarFunction CharAt = new()
    {
        Name = "char_at",
        Members = [Signature.Method(typeof(string), "get_Chars", typeof(int))],
        ResultType = Signature.Of(DataType.Int32, TypeKind.String, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Convert(Expression.Call(o[0], "get_Chars", null, o[1]), typeof(int)),
        Sql = Both(CodeUnit),
    };

    public static readonly ScalarFunction PadLeft = Pad("pad_left", nameof(string.PadLeft), (text, pad) => $"({pad} || {text})");
    public static readonly ScalarFunction PadRight = Pad("pad_right", nameof(string.PadRight), (text, pad) => $"({text} || {pad})");

    public static readonly ImmutableArray<ScalarFunction> All =
        [SubstringFrom, Substring, RemoveFrom, Remove, Insert, CharAt, PadLeft, PadRight];

    /// <summary>The widest that text is filled up to: a width out of an event could ask for gigabytes.</summary>
    public const int MaxWidth = 10_000;

    private static ScalarFunction Pad(string name, string method, Func<string, string, string> side) => new()
    {
        Name = name,
        Members =
        [
            Signature.Method(typeof(string), method, typeof(int)), Signature.Method(typeof(string), method, typeof(int), typeof(char)),
        ],
        Prepare = a => a.Length == 2 ? [.. a, new ConstantExpr(" ", DataType.String)] : a,
        ResultType = a => a.Length == 3 && a[0].Type == DataType.String && Signature.IsChar(a[2])
            && a[1] is ConstantExpr { Value: int and >= 0 and <= MaxWidth, Type.Nullable: false } ? DataType.String : null,
        Net = o => Expression.Call(o[0], method, null, o[1], Expression.Constant(Signature.Constant<string>(o[2])[0])),
        Sql = Both((engine, o) => side(o[0], $"repeat({o[2]}, greatest({o[1]} - {engine.LengthOf(o[0])}, 0))")),
    };

    private static string CodeUnit(Utf16 engine, SqlOperands o)
    {
        var at = engine.Int64(o[1]);
        var code = engine.Code(engine.Units(Utf16.Bound, at, "1"));
        var unit = $"case when {code} < 65536 then {code} when {engine.Halved(engine.Units(Utf16.Bound, "0", at))} "
            + $"then 56320 + ({code} - 65536) % 1024 else 55296 + ({code} - 65536) {engine.Divided} 1024 end";
        return engine.Let(engine.Doubled(o[0]), engine.Check($"{at} < 0 or {at} >= {engine.Length}({Utf16.Bound})",
            "a position outside the text", engine.Int32(unit)));
    }

    private static SqlForms<SqlOperands> Both(Func<Utf16, SqlOperands, string> form) => new()
    {
        { SqlEngine.DuckDb, o => form(Utf16.DuckDb, o) },
        { SqlEngine.Spark, o => form(Utf16.Spark, o) },
    };
}
