using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>The functions of <see cref="JsonText"/>. Every engine reads broken JSON in its own way, so none has a form.</summary>
internal static class JsonPaths
{
    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Of("json_value", nameof(JsonText.Value), DataType.String),
        Of("json_int64", nameof(JsonText.Int64), DataType.Int64),
        Of("json_boolean", nameof(JsonText.Boolean), DataType.Boolean),
    ];

    private static ScalarFunction Of(string name, string method, DataType result) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(JsonText), method, typeof(string), typeof(string))],
        ResultType = a => a.Length == 2 && a[0].Type.Kind == TypeKind.String && a[1] is ConstantExpr { Value: string path } && IsPath(path)
            ? result.AsNullable() : null,
        Net = o => Expression.Call(typeof(JsonText), method, null, o[0], o[1]),
    };

    private static bool IsPath(string path)
    {
        try
        {
            return JsonText.Steps(path).Count >= 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
