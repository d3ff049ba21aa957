using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Where a text has another one, ordinally; what of it is replaced; which of two comes first.</summary>
internal static class TextSearch
{
    public static readonly ScalarFunction IndexOf = new()
    {
        Name = "index_of",
        Members =
        [
            Signature.Method(typeof(string), nameof(string.IndexOf), typeof(string), typeof(StringComparison)),
            Signature.Method(typeof(string), nameof(string.IndexOf), typeof(char)),
        ],
        Prepare = a => Signature.WithoutOrdinal(a, 2),
        ResultType = Signature.Of(DataType.Int32, TypeKind.String, TypeKind.String),
        Net = o => Expression.Call(o[0], nameof(string.IndexOf), null, o[1], Expression.Constant(StringComparison.Ordinal)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Utf16.DuckDb.IndexOf(o[0], o[1]) },
            { SqlEngine.ClickHouse, o => Utf16.ClickHouse.IndexOf(o[0], o[1]) },
            { SqlEngine.Spark, o => Utf16.Spark.IndexOf(o[0], o[1]) },
        },
    };

    public static readonly ScalarFunction IndexOfFrom = new()
    {
        Name = "index_of_from",
        Members =
        [
            Signature.Method(typeof(string), nameof(string.IndexOf), typeof(string), typeof(int), typeof(StringComparison)),
            Signature.Method(typeof(string), nameof(string.IndexOf), typeof(char), typeof(int)),
        ],
        Prepare = a => Signature.WithoutOrdinal(a, 3),
        ResultType = Signature.Of(DataType.Int32, TypeKind.String, TypeKind.String, TypeKind.Int32),
        CanFail = true,
        Net = o => Expression.Call(o[0], nameof(string.IndexOf), null, o[1], o[2], Expression.Constant(StringComparison.Ordinal)),
    };

    public static readonly ScalarFunction LastIndexOf = new()
    {
        Name = "last_index_of",
        Members =
        [
            Signature.Method(typeof(string), nameof(string.LastIndexOf), typeof(string), typeof(StringComparison)),
            Signature.Method(typeof(string), nameof(string.LastIndexOf), typeof(char)),
        ],
        Prepare = a => Signature.WithoutOrdinal(a, 2),
        ResultType = Signature.Of(DataType.Int32, TypeKind.String, TypeKind.String),
        Net = o => Expression.Call(o[0], nameof(string.LastIndexOf), null, o[1], Expression.Constant(StringComparison.Ordinal)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => LastIndex(Utf16.DuckDb, o[0], o[1]) },
            { SqlEngine.Spark, o => LastIndexInSpark(o[0], o[1]) },
        },
    };

    /// <summary>Every place, from the left, where none overlaps the one before; an empty old text is an error of the event.</summary>
    public static readonly ScalarFunction Replace = new()
    {
        Name = "replace",
        Members =
        [
            Signature.Method(typeof(string), nameof(string.Replace), typeof(string), typeof(string)),
            Signature.Method(typeof(string), nameof(string.Replace), typeof(string), typeof(string), typeof(StringComparison)),
            Signature.Method(typeof(string), nameof(string.Replace), typeof(char), typeof(char)),
        ],
        Prepare = a => Signature.WithoutOrdinal(a, 3),
        ResultType = Signature.Of(DataType.String, TypeKind.String, TypeKind.String, TypeKind.String),
        CanFail = true,
        Net = o => Expression.Call(o[0], nameof(string.Replace), null, o[1], o[2], Expression.Constant(StringComparison.Ordinal)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when {o[1]} = '' then error('an empty text to replace') "
                + $"else replace({o[0]}, {o[1]}, {o[2]}) end)" },
            { SqlEngine.Spark, o => $"(case when {o[1]} = '' then {Spark.Error("an empty text to replace")} "
                + $"else replace({o[0]}, {o[1]}, {o[2]}) end)" },
            { SqlEngine.ClickHouse, o => $"if(throwIf({o[1]} = '', 'an empty text to replace') = 0, "
                + $"replaceAll({o[0]}, {o[1]}, {o[2]}), '')" },
        },
    };

    public static readonly ScalarFunction IsNullOrEmpty = new()
    {
        Name = "is_null_or_empty",
        Members = [Signature.Method(typeof(string), nameof(string.IsNullOrEmpty), typeof(string))],
        ResultType = OneText,
        Net = o => Expression.Call(typeof(string), nameof(string.IsNullOrEmpty), null, o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(coalesce({o[0]}, '') = '')" },
            { SqlEngine.Spark, o => $"(coalesce({o[0]}, '') = '')" },
            { SqlEngine.ClickHouse, o => $"CAST(ifNull({o[0]}, '') = '', 'Bool')" },
        },
    };

    public static readonly ScalarFunction IsNullOrWhiteSpace = new()
    {
        Name = "is_null_or_white_space",
        Members = [Signature.Method(typeof(string), nameof(string.IsNullOrWhiteSpace), typeof(string))],
        ResultType = OneText,
        Net = o => Expression.Call(typeof(string), nameof(string.IsNullOrWhiteSpace), null, o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(trim(coalesce({o[0]}, ''), '{TextTrim.WhiteSpace}') = '')" },
            { SqlEngine.Spark, o => $"(trim(BOTH {Spark.Text(TextTrim.WhiteSpace)} FROM coalesce({o[0]}, '')) = '')" },
            { SqlEngine.ClickHouse, o =>
                $"CAST(match(ifNull({o[0]}, ''), {ClickHouse.Text($"\\A[{TextTrim.WhiteSpace}]*\\z")}), 'Bool')" },
        },
    };

    /// <summary>
    /// -1, 0 or 1: the sign of <c>string.CompareOrdinal(a, b)</c>, whose size .NET does not promise. Null comes first. In the order of
    /// UTF-16 code units, so a character above U+FFFF comes before U+E000; engines, which compare UTF-8, are given a key of that order.
    /// </summary>
    public static readonly ScalarFunction Order = new()
    {
        Name = "text_order",
        ResultType = a => a.Length == 2 && a.All(x => x.Type.Kind == TypeKind.String) ? DataType.Int32 : null,
        Net = o => Expression.Call(typeof(Math), nameof(Math.Sign), null,
            Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, o[0], o[1])),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => InOrder(Utf16.DuckDb, o) },
            { SqlEngine.Spark, o => InOrder(Utf16.Spark, o) },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All =
        [IndexOf, IndexOfFrom, LastIndexOf, Replace, IsNullOrEmpty, IsNullOrWhiteSpace, Order];

    private static DataType? OneText(ImmutableArray<Expr> a) => a is [{ Type.Kind: TypeKind.String }] ? DataType.Boolean : null;

    /// <summary>The greatest code point before those of U+E000 to U+FFFF puts them above all others.</summary>
    private static string Key(Utf16 engine, string text) => engine.Replace(
        engine.Replace(text, $"({engine.Slash}x{{10FFFF}})", "$1\u0001"), $"([{engine.Slash}x{{E000}}-{engine.Slash}x{{FFFF}}])",
        "\U0010FFFF$1");

    private static string InOrder(Utf16 engine, ScalarFunction.SqlOperands o) =>
        $"(case when {o[0]} is not distinct from {o[1]} then 0 when {o[0]} is null then -1 "
            + $"when {o[1]} is null then 1 when {Key(engine, o[0])} < {Key(engine, o[1])} then -1 else 1 end)";

    private static string LastIndexInSpark(string text, string part)
    {
        var engine = Utf16.Spark;
        var last = $"array_max(filter(sequence(1, length({Utf16.Bound}) + 1), place16_ -> "
            + $"startswith(substring({Utf16.Bound}, place16_), {part})))";
        return engine.Let(text, $"coalesce({engine.LengthOf($"substring({Utf16.Bound}, 1, {last} - 1)")}, -1)");
    }

    private static string LastIndex(Utf16 engine, string text, string part)
    {
        var places = $"list_filter(range(1, {engine.Length}({Utf16.Bound}) + 2), place16_ -> "
            + $"starts_with(substring({Utf16.Bound}, place16_), {part}))";
        return engine.Let(text, $"(coalesce({engine.LengthOf($"substring({Utf16.Bound}, 1, list_max({places}) - 1)")}, -1))::INTEGER");
    }
}
