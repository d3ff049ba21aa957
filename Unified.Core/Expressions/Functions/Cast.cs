using System.Linq.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>
/// Widening conversions only: an integer to a wider one or to a decimal, a member of an enumeration to its number, a decimal to a larger
/// scale, a number to the nearest double, and a value to its nullable. None can fail.
/// </summary>
internal static class Cast
{
    public static readonly ScalarFunction Function = new()
    {
        Name = "cast",
        ResultType = _ => null, // bound by To, which knows the target
        Net = o => Widen(o[0], o.Types[0], o.Result),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => IsRounded(o) ? $"({o[0]})::VARCHAR::DOUBLE" : $"({o[0]})::{DuckDb.Type(o.Result)}" },
            { SqlEngine.Spark, o => IsRounded(o) || (o.Types[0].Kind == TypeKind.UInt64 && o.Result.Kind == TypeKind.Double)
                ? $"CAST(CAST({o[0]} AS STRING) AS DOUBLE)" : $"CAST({o[0]} AS {Spark.Type(o.Result)})" },
            {
                SqlEngine.ClickHouse, o => ClickHouse.Cast(IsRounded(o) ? $"toFloat64(toString({o[0]}))" : o[0], o.Result)
            },
        },
    };

    /// <summary><paramref name="value"/> as <paramref name="target"/>; itself when it already is.</summary>
    public static Expr To(Expr value, DataType target) => value.Type == target ? value
        : value is ConstantExpr { Value: null } ? new ConstantExpr(null, target)
        : new CallExpr(Function, [value], target);

    /// <summary>True when every value of <paramref name="from"/> is a value of <paramref name="to"/>.</summary>
    public static bool Widens(DataType from, DataType to) => (!from.Nullable || to.Nullable) && (from.Kind, to.Kind) switch
    {
        (TypeKind.Decimal, TypeKind.Decimal) => to.Scale >= from.Scale && to.Precision - to.Scale >= from.Precision - from.Scale,
        (_, TypeKind.Decimal) when from.IntegerRange is not null => to.Precision - to.Scale >= Digits(from),
        (_, TypeKind.Double) when from.IntegerRange is not null || from.Kind is TypeKind.Decimal or TypeKind.Single => true,
        // C# converts a member to its number, never a number that may be none.
        (TypeKind.Enum, TypeKind.Int32 or TypeKind.Int64) => true,
        (TypeKind.Enum, TypeKind.Enum) => from.Members == to.Members,
        var (a, b) when from.IntegerRange is { } inner && to.IntegerRange is { } outer =>
            a == b || (inner.Min >= outer.Min && inner.Max <= outer.Max),
        var (a, b) => a == b,
    };

    /// <summary>Decimal digits that hold every value of an integer kind.</summary>
    public static int Digits(DataType integer) => integer.Kind switch
    {
        TypeKind.Int8 or TypeKind.UInt8 => 3,
        TypeKind.Int16 or TypeKind.UInt16 => 5,
        TypeKind.Int32 or TypeKind.UInt32 => 10,
        TypeKind.UInt64 => 20,
        _ => 19,
    };

    /// <summary>No engine gives the nearest double of a decimal beyond 53 bits; by way of text all do.</summary>
    private static bool IsRounded(ScalarFunction.SqlOperands o) =>
        o.Types[0].Kind == TypeKind.Decimal && o.Result.Kind == TypeKind.Double;

    private static Expression Widen(Expression value, DataType from, DataType to)
    {
        if (from.Kind == to.Kind && (from.Kind != TypeKind.Decimal || from.Scale == to.Scale))
        {
            return Expression.Convert(value, to.NullableCarrier);
        }

        if (from.Kind == TypeKind.Decimal && to.Kind == TypeKind.Double)
        {
            Expression Nearest(Expression unscaled) =>
                Expression.Call(typeof(Decimals), nameof(Decimals.ToDouble), null, unscaled, Expression.Constant(from.Scale));
            return from.Nullable
                ? Expression.Condition(Expression.Property(value, nameof(Nullable<int>.HasValue)),
                    Expression.Convert(Nearest(Expression.Property(value, nameof(Nullable<int>.Value))), to.NullableCarrier),
                    Expression.Default(to.NullableCarrier))
                : Expression.Convert(Nearest(value), to.NullableCarrier);
        }

        var lifted = Expression.Convert(value, to.WithNull(from.Nullable).NullableCarrier);
        if (to.Kind == TypeKind.Decimal && to.Scale > (from.Kind == TypeKind.Decimal ? from.Scale : 0))
        {
            var factor = Int128.One;
            for (var i = from.Kind == TypeKind.Decimal ? from.Scale : 0; i < to.Scale; i++)
            {
                factor *= 10;
            }

            lifted = Expression.Convert(
                Expression.Multiply(lifted, Expression.Convert(Expression.Constant(factor), lifted.Type)), lifted.Type);
        }

        return lifted.Type == to.NullableCarrier ? lifted : Expression.Convert(lifted, to.NullableCarrier);
    }
}
