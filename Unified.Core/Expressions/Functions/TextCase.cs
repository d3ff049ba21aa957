using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>
/// Letters in upper and lower case, of every script, as the invariant culture has them: no engine has the same table, so none has a form.
/// </summary>
internal static class TextCase
{
    public static readonly ScalarFunction ToUpper = Change("to_upper", nameof(string.ToUpperInvariant));
    public static readonly ScalarFunction ToLower = Change("to_lower", nameof(string.ToLowerInvariant));

    public static readonly ScalarFunction EqualsIgnoreCase = new()
    {
        Name = "equals_ignore_case",
        ResultType = a => a.Length == 2 && a.All(x => x.Type.Kind == TypeKind.String) ? DataType.Boolean : null,
        Net = o => Expression.Call(typeof(string), nameof(string.Equals), null, o[0], o[1],
            Expression.Constant(StringComparison.OrdinalIgnoreCase)),
    };

    public static readonly ScalarFunction StartsWithIgnoreCase = Search("starts_with_ignore_case", nameof(string.StartsWith));
    public static readonly ScalarFunction EndsWithIgnoreCase = Search("ends_with_ignore_case", nameof(string.EndsWith));
    public static readonly ScalarFunction ContainsIgnoreCase = Search("contains_ignore_case", nameof(string.Contains));
    public static readonly ScalarFunction IndexOfIgnoreCase = Search("index_of_ignore_case", nameof(string.IndexOf));

    public static readonly ImmutableArray<ScalarFunction> All =
        [ToUpper, ToLower, EqualsIgnoreCase, StartsWithIgnoreCase, EndsWithIgnoreCase, ContainsIgnoreCase, IndexOfIgnoreCase];

    /// <summary>What a method of text is with <see cref="StringComparison.OrdinalIgnoreCase"/>, or null.</summary>
    public static ScalarFunction? IgnoringCase(string method) => method switch
    {
        nameof(string.Equals) => EqualsIgnoreCase,
        nameof(string.StartsWith) => StartsWithIgnoreCase,
        nameof(string.EndsWith) => EndsWithIgnoreCase,
        nameof(string.Contains) => ContainsIgnoreCase,
        nameof(string.IndexOf) => IndexOfIgnoreCase,
        _ => null,
    };

    private static ScalarFunction Change(string name, string method) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(string), method)],
        ResultType = Signature.Of(DataType.String, TypeKind.String),
        Net = o => Expression.Call(o[0], method, null),
    };

    private static ScalarFunction Search(string name, string method) => new()
    {
        Name = name,
        ResultType = Signature.Of(method == nameof(string.IndexOf) ? DataType.Int32 : DataType.Boolean, TypeKind.String, TypeKind.String),
        Net = o => Expression.Call(o[0], method, null, o[1], Expression.Constant(StringComparison.OrdinalIgnoreCase)),
    };
}
