using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>The functions of <see cref="Url"/>. Every engine reads URLs in its own way, so none has a form.</summary>
internal static class Urls
{
    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Of("url_scheme", nameof(Url.Scheme), DataType.String),
        Of("url_host", nameof(Url.Host), DataType.String),
        Of("url_port", nameof(Url.Port), DataType.Int32),
        Of("url_path", nameof(Url.Path), DataType.String),
        Of("url_query", nameof(Url.Query), DataType.String),
        Of("url_fragment", nameof(Url.Fragment), DataType.String),
        new()
        {
            Name = "url_query_value",
            Members = [Signature.Method(typeof(Url), nameof(Url.QueryValue), typeof(string), typeof(string))],
            ResultType = a => a.Length == 2 && a[0].Type.Kind == TypeKind.String && a[1].Type == DataType.String
                ? DataType.String.AsNullable() : null,
            Net = o => Expression.Call(typeof(Url), nameof(Url.QueryValue), null, o[0], o[1]),
        },
        new()
        {
            Name = "url_segment",
            Members = [Signature.Method(typeof(Url), nameof(Url.Segment), typeof(string), typeof(int))],
            ResultType = a => a.Length == 2 && a[0].Type.Kind == TypeKind.String && a[1].Type == DataType.Int32
                ? DataType.String.AsNullable() : null,
            Net = o => Expression.Call(typeof(Url), nameof(Url.Segment), null, o[0], o[1]),
        },
    ];

    private static ScalarFunction Of(string name, string method, DataType result) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(Url), method, typeof(string))],
        ResultType = a => a is [{ Type.Kind: TypeKind.String }] ? result.AsNullable() : null,
        Net = o => Expression.Call(typeof(Url), method, null, o[0]),
    };
}
