using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Text functions: ordinal, UTF-16 lengths as in C#.</summary>
internal static class Text
{
    /// <summary>UTF-16 code units: an engine that counts code points adds one for each above U+FFFF.</summary>
    public static readonly ScalarFunction Length = new()
    {
        Name = "length",
        Members = [typeof(string).GetProperty(nameof(string.Length))!],
        ResultType = a => a is [{ Type: { Kind: TypeKind.String, Nullable: false } }] ? DataType.Int32 : null,
        Net = o => Expression.Property(o[0], nameof(string.Length)),
        Sql = new()
        {
            {
                SqlEngine.DuckDb,
                o => $"(length({o[0]}) + length(regexp_replace({o[0]}, '[^\\x{{10000}}-\\x{{10FFFF}}]', '', 'g')))::INTEGER"
            },
            {
                SqlEngine.Spark, o => $"(length({o[0]}) + length(regexp_replace({o[0]}, "
                    + $"{Spark.Text("[^\\x{10000}-\\x{10FFFF}]")}, '')))"
            },
            { SqlEngine.ClickHouse, o => $"toInt32(lengthUTF8({o[0]}) + length(extractAll({o[0]}, '[\\\\x{{10000}}-\\\\x{{10FFFF}}]')))" },
        },
    };

    public static readonly ScalarFunction StartsWith = Ordinal("starts_with", nameof(string.StartsWith), "starts_with", "startsWith");
    public static readonly ScalarFunction EndsWith = Ordinal("ends_with", nameof(string.EndsWith), "ends_with", "endsWith");
    public static readonly ScalarFunction Contains = Ordinal("contains", nameof(string.Contains), "contains", "0 < position");

    public static readonly ImmutableArray<ScalarFunction> All = [Length, StartsWith, EndsWith, Contains];

    /// <summary>
    /// C# spells the comparison out: <c>s.StartsWith("x", StringComparison.Ordinal)</c>; <c>s.Contains("x")</c> is ordinal already.
    /// </summary>
    private static ScalarFunction Ordinal(string name, string method, string duckDb, string clickHouse) => new()
    {
        Name = name,
        Members = [.. new[]
        {
            typeof(string).GetMethod(method, [typeof(string), typeof(StringComparison)]),
            method == nameof(string.Contains) ? typeof(string).GetMethod(method, [typeof(string)]) : null,
        }.OfType<MethodInfo>()],
        Prepare = a => a is [_, _, ConstantExpr { Value: (int)StringComparison.Ordinal }] ? [a[0], a[1]] : a,
        ResultType = a => a.Length == 2 && a.All(x => x.Type == DataType.String) ? DataType.Boolean : null,
        Net = o => Expression.Call(o[0], method, null, o[1], Expression.Constant(StringComparison.Ordinal)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{duckDb}({o[0]}, {o[1]})" },
            { SqlEngine.Spark, o => $"{duckDb.Replace("_", "", StringComparison.Ordinal)}({o[0]}, {o[1]})" },
            { SqlEngine.ClickHouse, o => $"({clickHouse}({o[0]}, {o[1]}))" },
        },
    };
}
