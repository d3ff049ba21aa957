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
        Sql = new() { { SqlEngine.DuckDb, o => $"json_array_length({o[0]})::INTEGER" } },
    };

    /// <summary>True when a list of values has one; null is a value like others.</summary>
    public static readonly ScalarFunction Contains = new()
    {
        Name = "list_contains",
        ResultType = a => a is [{ Type: { Kind: TypeKind.List, Nullable: false, Element: { Kind: ElementKind.Value } element } }, { } value]
            && !element.Fields[0].Type.IsFloating && value.Type.AsRequired() == element.Fields[0].Type.AsRequired() ? DataType.Boolean : null,
        Net = o => Call(nameof(ContainsText), o, o.Types[1]),
        Sql = new() { { SqlEngine.DuckDb, o => Spelled(o) is { } text
            ? $"coalesce(list_contains(from_json({o[0]}, '[\"VARCHAR\"]'), {text}), "
                + $"len(list_filter(from_json({o[0]}, '[\"VARCHAR\"]'), e -> e is null)) > 0)" : null } },
    };

    /// <summary>The value of a key of a dictionary, null when it has no such key.</summary>
    public static readonly ScalarFunction Value = new()
    {
        Name = "list_value",
        ResultType = a => ValueType(a)?.AsNullable(),
        Net = o => Parsed(Call(nameof(ValueOf), o), o.Result),
        Sql = new() { { SqlEngine.DuckDb, o => $"({At(o)} ->> '$[1]')::{SqlEngine.DuckDb.TypeName(o.Result)}" } },
    };

    /// <summary>The value of a key of a dictionary; an error of the event when it has no such key.</summary>
    public static readonly ScalarFunction Item = new()
    {
        Name = "list_item",
        ResultType = ValueType,
        CanFail = true,
        Net = o => Parsed(Call(nameof(ItemOf), o), o.Result),
        Sql = new() { { SqlEngine.DuckDb, o => $"(case when {At(o)} is null then error('no such key') "
            + $"else ({At(o)} ->> '$[1]')::{SqlEngine.DuckDb.TypeName(o.Result)} end)" } },
    };

    /// <summary>True when a dictionary has a key.</summary>
    public static readonly ScalarFunction HasKey = new()
    {
        Name = "list_has_key",
        ResultType = a => a is [{ Type: { Kind: TypeKind.List, Nullable: false, Element.Kind: ElementKind.Entry } },
            { Type: { Kind: TypeKind.String, Nullable: false } }] ? DataType.Boolean : null,
        Net = o => Call(nameof(HasKeyOf), o),
        Sql = new() { { SqlEngine.DuckDb, o => $"({At(o)} is not null)" } },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Count, Contains, Value, Item, HasKey];

    private static DataType? ValueType(ImmutableArray<Expr> a) =>
        a is [{ Type: { Kind: TypeKind.List, Nullable: false, Element: { Kind: ElementKind.Entry, Fields: [_, { Name: ListElement.Value } value] } } },
            { Type: { Kind: TypeKind.String, Nullable: false } }] ? value.Type : null;

    private static string At(ScalarFunction.SqlOperands o) =>
        $"list_filter(from_json({o[0]}, '[\"JSON\"]'), e -> (e ->> '$[0]') = ({o[1]}))[1]";

    // The text of ListText, where the engine spells it alike.
    private static string? Spelled(ScalarFunction.SqlOperands o) => o.Types[1].Kind == TypeKind.String || o.Types[1].IsInteger
        ? $"({o[1]})::VARCHAR" : null;

    private static MethodCallExpression Call(string method, ScalarFunction.Operands o, DataType? format = null) =>
        Expression.Call(typeof(Lists).GetMethod(method, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!,
            [o[0], .. o.Values.Skip(1).Select(v => format is null ? v : Expression.Convert(v, typeof(object))),
                .. format is { } type ? [Expression.Constant(type)] : Array.Empty<Expression>()]);

    private static Expression Parsed(Expression text, DataType type) => type.Kind is TypeKind.String ? text
        : Expression.Convert(Expression.Call(typeof(Lists).GetMethod(nameof(Parse), System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Static)!, text, Expression.Constant(type.AsRequired())), type.NullableCarrier);

    private static object? Parse(string? text, DataType type) =>
        text is null ? null : ListText.Parse(type, System.Text.Encoding.UTF8.GetBytes(text));

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

    private static string? ValueOf(string list, string key) => Find(list, key, out var value) ? value : null;

    private static string? ItemOf(string list, string key) => Find(list, key, out var value) ? value : throw new KeyNotFoundException();

    private static bool HasKeyOf(string list, string key) => Find(list, key, out _);

    private static bool Find(string list, string key, out string? value)
    {
        using var document = JsonDocument.Parse(list);
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            if (entry[0].ValueEquals(key))
            {
                value = entry.GetArrayLength() > 1 ? entry[1].GetString() : null;
                return true;
            }
        }

        value = null;
        return false;
    }
}
