using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>The smaller, the larger, the sign, and a number between two bounds, of int, long and decimal that are not null.</summary>
internal static class IntegerMath
{
    private static readonly Type[] Kinds = [typeof(int), typeof(long), typeof(decimal)];

    public static readonly ScalarFunction Min = Extreme("min", nameof(Math.Min), "least");
    public static readonly ScalarFunction Max = Extreme("max", nameof(Math.Max), "greatest");

    public static readonly ScalarFunction Sign = new()
    {
        Name = "sign",
        Members = [.. Kinds.Select(t => Signature.Method(typeof(Math), nameof(Math.Sign), t))],
        ResultType = a => a is [{ Type: { IsExactNumber: true, Kind: not (TypeKind.UInt32 or TypeKind.UInt64), Nullable: false } }]
            ? DataType.Int32 : null,
        Net = o => o.Types[0].Kind == TypeKind.Decimal ? Expression.Call(typeof(Int128), nameof(Int128.Sign), null, o[0])
            : Expression.Call(typeof(Math), nameof(Math.Sign), null, o[0]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when ({o[0]}) > 0 then 1 when ({o[0]}) < 0 then -1 else 0 end)" },
            { SqlEngine.Spark, o => $"(case when ({o[0]}) > 0 then 1 when ({o[0]}) < 0 then -1 else 0 end)" },
            { SqlEngine.ClickHouse, o => $"toInt32(sign({o[0]}))" },
        },
    };

    /// <summary><c>Math.Clamp(x, least, greatest)</c>: bounds in the wrong order are an error of the event.</summary>
    public static readonly ScalarFunction Clamp = new()
    {
        Name = "clamp",
        Members = [.. Kinds.Select(t => Signature.Method(typeof(Math), nameof(Math.Clamp), t, t, t))],
        Prepare = Numbers.ToCommonScale,
        ResultType = a => a.Length == 3 ? OneType(a) : null,
        CanFail = true,
        Net = o => Expression.Call(typeof(IntegerMath), nameof(Within), [o[0].Type], o[0], o[1], o[2]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when ({o[1]}) > ({o[2]}) then error('bounds in the wrong order') "
                + $"else least(greatest({o[0]}, {o[1]}), {o[2]}) end)::{DuckDb.Type(o.Result)}" },
            { SqlEngine.Spark, o => $"(case when ({o[1]}) > ({o[2]}) then {Spark.Error("bounds in the wrong order")} "
                + $"else least(greatest({o[0]}, {o[1]}), {o[2]}) end)" },
            { SqlEngine.ClickHouse, o => $"CAST(if(throwIf(({o[1]}) > ({o[2]}), 'bounds in the wrong order') = 0, "
                + $"least(greatest({o[0]}, {o[1]}), {o[2]}), {o[0]}), '{ClickHouse.Type(o.Result)}')" },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Min, Max, Sign, Clamp];

    internal static DataType? OneType(ImmutableArray<Expr> a) => a.All(x => x.Type is { IsExactNumber: true, Nullable: false }
        && x.Type.Kind == a[0].Type.Kind && x.Type == a[0].Type) ? a[0].Type : null;

    private static ScalarFunction Extreme(string name, string method, string sql) => new()
    {
        Name = name,
        Members = [.. Kinds.Select(t => Signature.Method(typeof(Math), method, t, t))],
        Prepare = Numbers.ToCommonScale,
        ResultType = a => a.Length == 2 ? OneType(a) : null,
        Net = o => Expression.Call(o[0].Type == typeof(Int128) ? typeof(Int128) : typeof(Math), method, null, o[0], o[1]),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"{sql}({o[0]}, {o[1]})" },
            { SqlEngine.Spark, o => $"{sql}({o[0]}, {o[1]})" },
            { SqlEngine.ClickHouse, o => $"CAST({sql}({o[0]}, {o[1]}), '{ClickHouse.Type(o.Result)}')" },
        },
    };

    private static T Within<T>(T value, T least, T greatest) where T : IComparable<T> =>
        least.CompareTo(greatest) > 0 ? throw new ArgumentException("the bounds are in the wrong order", nameof(least))
        : value.CompareTo(least) < 0 ? least : value.CompareTo(greatest) > 0 ? greatest : value;
}
