using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary><c>set.Contains(x)</c> over the constants of an array, list or set; null is a value like others.</summary>
internal static class Membership
{
    public static readonly ScalarFunction In = new()
    {
        Name = "in",
        ResultType = a => a.Length > 0 && a[0].Type.Kind is not (TypeKind.Double or TypeKind.Single or TypeKind.Int128)
            && a.Skip(1).All(x => x is ConstantExpr && x.Type.Kind == a[0].Type.Kind)
            && (a[0].Type.Kind != TypeKind.Decimal || a.Skip(1).All(x => x.Type.Scale == a[0].Type.Scale)) ? DataType.Boolean : null,
        Net = Has,
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({Any(o, "coalesce")})" },
            { SqlEngine.Spark, o => $"({Any(o, "coalesce")})" },
            { SqlEngine.ClickHouse, o => $"CAST({Any(o, "ifNull")}, 'Bool')" },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [In];

    private static Expression Has(Operands o)
    {
        var members = o.Values.Skip(1).Select(v => ((ConstantExpression)v).Value).ToList();
        return (Expression)typeof(Membership).GetMethod(nameof(HasOf), System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(o.Types[0].Carrier).Invoke(null, [o[0], members])!;
    }

    private static Expression HasOf<T>(Expression value, List<object?> members)
        where T : notnull
    {
        var set = Expression.Constant(members.OfType<T>().ToFrozenSet());
        var hasNull = Expression.Constant(members.Contains(null));
        return value.Type == typeof(T) && typeof(T).IsValueType
            ? Expression.Call(set, nameof(FrozenSet<T>.Contains), null, value)
            : Expression.Call(typeof(Membership), typeof(T).IsValueType ? nameof(HasValue) : nameof(HasText),
                typeof(T).IsValueType ? [typeof(T)] : null, set, hasNull, value);
    }

    private static bool HasValue<T>(FrozenSet<T> members, bool hasNull, T? value)
        where T : struct => value is { } present ? members.Contains(present) : hasNull;

    private static bool HasText(FrozenSet<string> members, bool hasNull, string? value) =>
        value is null ? hasNull : members.Contains(value);

    private static string Any(SqlOperands o, string orElse)
    {
        var members = o.Values.Skip(1).Where((_, i) => o.Exprs[i + 1] is ConstantExpr { Value: not null }).ToList();
        var found = members.Count == 0 ? "false" : $"{orElse}(({o[0]}) in ({string.Join(", ", members)}), false)";
        return o.Exprs.Skip(1).Any(e => e is ConstantExpr { Value: null }) ? $"{found} or ({o[0]}) is null" : found;
    }
}
