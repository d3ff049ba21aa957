using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Text put together, and taken apart by a separator.</summary>
internal static class TextConcat
{
    /// <summary><c>a + b</c>, <c>string.Concat</c>, <c>string.Join</c> and interpolation: null is empty.</summary>
    public static readonly ScalarFunction Concat = new()
    {
        Name = "concat",
        Members =
        [
            Signature.Method(typeof(string), nameof(string.Concat), typeof(string), typeof(string)),
            Signature.Method(typeof(string), nameof(string.Concat), typeof(string), typeof(string), typeof(string)),
            Signature.Method(typeof(string), nameof(string.Concat), typeof(string), typeof(string), typeof(string), typeof(string)),
        ],
        ResultType = a => a.Length > 0 && a.All(x => x.Type.Kind == TypeKind.String) ? DataType.String : null,
        Net = o => Expression.Call(Signature.Method(typeof(string), nameof(string.Concat), typeof(string[])),
            Expression.NewArrayInit(typeof(string), o.Values)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({string.Join(" || ", o.Values.Select((v, i) => OrEmpty("coalesce", v, o.Types[i])))})" },
            { SqlEngine.ClickHouse, o => $"concat({string.Join(", ", o.Values.Select((v, i) => OrEmpty("ifNull", v, o.Types[i])))}, '')" },
            { SqlEngine.Spark, o => $"concat({string.Join(", ", o.Values.Select((v, i) => OrEmpty("coalesce", v, o.Types[i])))})" },
        },
    };

    /// <summary><c>s.Split(separator, StringSplitOptions.None)[i]</c>: a part that is not there is an error of the event.</summary>
    public static readonly ScalarFunction SplitPart = new()
    {
        Name = "split_part",
        ResultType = a => Signature.Values(a, TypeKind.String, TypeKind.String, TypeKind.Int32)
            && a[1] is ConstantExpr { Value: string { Length: > 0 } } ? DataType.String : null,
        CanFail = true,
        Net = o => Expression.ArrayIndex(
            Expression.Call(o[0], nameof(string.Split), null, o[1], Expression.Constant(StringSplitOptions.None)), o[2]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => Utf16.DuckDb.Let($"string_split({o[0]}, {o[1]})",
                $"case when ({o[2]}) < 0 or ({o[2]}) >= len({Utf16.Bound}) then error('a part that is not there') "
                    + $"else {Utf16.Bound}[({o[2]})::BIGINT + 1] end") },
            { SqlEngine.Spark, o => Utf16.Spark.Let($"split({o[0]}, {Spark.Text(Pattern(Signature.Constant<string>(o.Exprs[1])))}, -1)",
                $"case when ({o[2]}) < 0 or ({o[2]}) >= size({Utf16.Bound}) then {Spark.Error("a part that is not there")} "
                    + $"else {Utf16.Bound}[{o[2]}] end") },
            { SqlEngine.ClickHouse, o => Utf16.ClickHouse.Let($"splitByString({o[1]}, {o[0]})",
                $"if(throwIf(({o[2]}) < 0 or ({o[2]}) >= length({Utf16.Bound}), 'a part that is not there') = 0, "
                    + $"{Utf16.Bound}[toInt64({o[2]}) + 1], '')") },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Concat, SplitPart];

    // Every character by its number: none of them means anything else.
    private static string Pattern(string text) => string.Concat(text.EnumerateRunes().Select(r =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\x{{{r.Value:x}}}")));

    private static string OrEmpty(string function, string value, DataType type) => type.Nullable ? $"{function}({value}, '')"
        : $"({value})";
}
