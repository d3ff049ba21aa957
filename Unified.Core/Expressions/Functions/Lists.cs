using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Text.Json;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Functions of lists as a whole. What is asked of their elements is asked of rows: <c>from line in order.Lines</c>.</summary>
internal static class Lists
{
    /// <summary>How many elements a list has.</summary>
    public static readonly ScalarFunction Count = new()
    {
        Name = "list_count",
        ResultType = a => a is [{ Type.Kind: TypeKind.List }] ? DataType.Int32.WithNull(a[0].Type.Nullable) : null,
        Net = o => o.Result.Nullable ? Call(nameof(CountOf), o) : Expression.Convert(Call(nameof(CountOf), o), typeof(int)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"json_array_length({o[0]})::INTEGER" },
            { SqlEngine.Spark, o => $"json_array_length({o[0]})" },
        },
    };

    /// <summary>True when a list of values has one; null is a value like others.</summary>
    public static readonly ScalarFunction Contains = new()
    {
        Name = "list_contains",
        ResultType = a => a is [{ Type: { Kind: TypeKind.List, Nullable: false, Element: { Kind: ElementKind.Value } element } }, { } value]
            && !element.Fields[0].Type.IsFloating && value.Type.AsRequired() == element.Fields[0].Type.AsRequired() ? DataType.Boolean
                : null,
        Net = o => Call(nameof(ContainsText), o, o.Types[1]),
        Sql = new() { { SqlEngine.DuckDb, o => Spelled(o) is { } text
            ? $"coalesce(list_contains(from_json({o[0]}, '[\"VARCHAR\"]'), {text}), "
                + $"len(list_filter(from_json({o[0]}, '[\"VARCHAR\"]'), e -> e is null)) > 0)" : null }, { SqlEngine.Spark, InSpark } },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Count, Contains];

    // A list without the value may have a null, and says null then.
    private static string? InSpark(ScalarFunction.SqlOperands o) => o.Types[1].Kind != TypeKind.String && !o.Types[1].IsInteger ? null
        : Sql.Spark.Let("c", $"from_json({o[0]}, 'ARRAY<STRING>')", $"case when ({o[1]}) is null then exists(c, e -> e is null) "
            + $"else coalesce(array_contains(c, CAST({o[1]} AS STRING)), false) end");

    // The text of ListText, where the engine spells it alike.
    private static string? Spelled(ScalarFunction.SqlOperands o) => o.Types[1].Kind == TypeKind.String || o.Types[1].IsInteger
        ? $"({o[1]})::VARCHAR" : null;

    private static MethodCallExpression Call(string method, ScalarFunction.Operands o, DataType? format = null) =>
        Expression.Call(typeof(Lists).GetMethod(method, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!,
            [o[0], .. o.Values.Skip(1).Select(v => format is null ? v : Expression.Convert(v, typeof(object))),
                .. format is { } type ? [Expression.Constant(type)] : Array.Empty<Expression>()]);

    private static int? CountOf(string? list)
    {
        if (list is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(list);
        return document.RootElement.GetArrayLength();
    }

    private static bool ContainsText(string list, object? value, DataType type)
    {
        var text = value is null ? null : ListText.Format(type, value);
        using var document = JsonDocument.Parse(list);
        foreach (var element in document.RootElement.EnumerateArray())
        {
            if (element.GetString() == text)
            {
                return true;
            }
        }

        return false;
    }
}
