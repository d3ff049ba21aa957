using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Two-valued logic, choice and null. Lazy where C# is lazy.</summary>
internal static class Logic
{
    public static readonly ScalarFunction And = new()
    {
        Name = "and",
        Operator = ExpressionType.AndAlso,
        ResultType = Flags,
        Net = o => Expression.AndAlso(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => IsLazy(o) ? $"(case when ({o[0]}) then ({o[1]}) else false end)" : $"(({o[0]}) and ({o[1]}))" },
            { SqlEngine.Spark, o => IsLazy(o) ? $"(case when ({o[0]}) then ({o[1]}) else false end)" : $"(({o[0]}) and ({o[1]}))" },
            { SqlEngine.ClickHouse, o => $"(({o[0]}) AND ({o[1]}))" },
        },
    };

    public static readonly ScalarFunction Or = new()
    {
        Name = "or",
        Operator = ExpressionType.OrElse,
        ResultType = Flags,
        Net = o => Expression.OrElse(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => IsLazy(o) ? $"(case when ({o[0]}) then true else ({o[1]}) end)" : $"(({o[0]}) or ({o[1]}))" },
            { SqlEngine.Spark, o => IsLazy(o) ? $"(case when ({o[0]}) then true else ({o[1]}) end)" : $"(({o[0]}) or ({o[1]}))" },
            { SqlEngine.ClickHouse, o => $"(({o[0]}) OR ({o[1]}))" },
        },
    };

    public static readonly ScalarFunction Not = new()
    {
        Name = "not",
        Operator = ExpressionType.Not,
        ResultType = Flags,
        Net = o => Expression.Not(o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(not ({o[0]}))" },
            { SqlEngine.ClickHouse, o => $"(NOT ({o[0]}))" },
            { SqlEngine.Spark, o => $"(not ({o[0]}))" },
        },
    };

    /// <summary><c>condition ? a : b</c>.</summary>
    public static readonly ScalarFunction If = new()
    {
        Name = "if",
        Operator = ExpressionType.Conditional,
        Prepare = a => [a[0], .. SameType([a[1], a[2]])],
        ResultType = a => a[0].Type == DataType.Boolean && a[1].Type == a[2].Type ? a[1].Type : null,
        Net = o => Expression.Condition(o[0], o[1], o[2]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when ({o[0]}) then ({o[1]}) else ({o[2]}) end)" },
            { SqlEngine.Spark, o => $"(case when ({o[0]}) then ({o[1]}) else ({o[2]}) end)" },
            // Branches of other types, Bool and UInt8 among them, would make a Variant.
            { SqlEngine.ClickHouse, o => $"if({o[0]}, {ClickHouse.Cast(o[1], o.Result)}, {ClickHouse.Cast(o[2], o.Result)})" },
        },
    };

    /// <summary><c>a ?? b</c>.</summary>
    public static readonly ScalarFunction Coalesce = new()
    {
        Name = "coalesce",
        Operator = ExpressionType.Coalesce,
        Prepare = a => Numbers.ToCommonScale(a),
        ResultType = a => a[0].Type.AsRequired() == a[1].Type.AsRequired() && (a[0].Type.Nullable || a[0].Type.Kind == TypeKind.String)
            ? a[1].Type : null,
        Net = o => o[0].Type.IsValueType && Nullable.GetUnderlyingType(o[0].Type) is null ? o[0] : Expression.Coalesce(o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"coalesce({o[0]}, {o[1]})" },
            { SqlEngine.Spark, o => $"coalesce({o[0]}, {o[1]})" },
            { SqlEngine.ClickHouse, o => ClickHouse.Cast($"ifNull({o[0]}, {o[1]})", o.Result) },
        },
    };

    /// <summary><c>x.HasValue</c>, for any nullable type.</summary>
    public static readonly ScalarFunction HasValue = new()
    {
        Name = "has_value",
        ResultType = a => a.Length == 1 ? DataType.Boolean : null,
        Net = o => Nullable.GetUnderlyingType(o[0].Type) is null
            ? Expression.Constant(true) : Expression.Property(o[0], nameof(Nullable<int>.HasValue)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(({o[0]}) is not null)" },
            { SqlEngine.ClickHouse, o => $"(({o[0]}) IS NOT NULL)" },
            { SqlEngine.Spark, o => $"(({o[0]}) is not null)" },
        },
    };

    /// <summary><c>x.Value</c>: an error of the event when there is none.</summary>
    public static readonly ScalarFunction Value = new()
    {
        Name = "value",
        ResultType = a => a.Length == 1 ? a[0].Type.AsRequired() : null,
        CanFail = true,
        Net = o => Nullable.GetUnderlyingType(o[0].Type) is null ? o[0] : Expression.Property(o[0], nameof(Nullable<int>.Value)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when ({o[0]}) is null then error('no value') else ({o[0]}) end)" },
            { SqlEngine.Spark, o => $"(case when ({o[0]}) is null then {Spark.Error("no value")} else ({o[0]}) end)" },
            { SqlEngine.ClickHouse, o => $"assumeNotNull({o[0]})" },
        },
        Fails = new() { { SqlEngine.ClickHouse, o => $"(({o[0]}) IS NULL)" } },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [And, Or, Not, If, Coalesce, HasValue, Value];

    // DuckDB asks the conditions of a WHERE in the order that it likes; what can fail is not asked before C# asks it.
    private static bool IsLazy(ScalarFunction.SqlOperands o) => o.Exprs[1].CanFail();

    private static DataType? Flags(ImmutableArray<Expr> a) => a.All(x => x.Type == DataType.Boolean) ? DataType.Boolean : null;

    private static ImmutableArray<Expr> SameType(ImmutableArray<Expr> a)
    {
        var scaled = Numbers.ToCommonScale(a);
        var nullable = scaled.Any(x => x.Type.Nullable);
        return [.. scaled.Select(x => Cast.To(x, x.Type.WithNull(nullable)))];
    }
}
