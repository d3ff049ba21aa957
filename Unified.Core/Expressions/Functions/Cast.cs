using System.Linq.Expressions;
using Unified.Logical;

namespace Unified.Expressions.Functions;

/// <summary>Widening conversions only: int to long, integer to decimal, decimal to a larger scale, and a value to its nullable. None can fail.</summary>
internal static class Cast
{
    public static readonly ScalarFunction Function = new()
    {
        Name = "cast",
        ResultType = _ => null, // bound by To, which knows the target
        Net = o => Widen(o[0], o.Types[0], o.Result),
        DuckDb = o => $"({o[0]})::{Sql.DuckDb.Type(o.Result)}",
    };

    /// <summary><paramref name="value"/> as <paramref name="target"/>; itself when it already is.</summary>
    public static Expr To(Expr value, DataType target) => value.Type == target ? value
        : value is ConstantExpr { Value: null } ? new ConstantExpr(null, target)
        : new CallExpr(Function, [value], target);

    /// <summary>True when every value of <paramref name="from"/> is a value of <paramref name="to"/>.</summary>
    public static bool Widens(DataType from, DataType to) => (!from.Nullable || to.Nullable) && (from.Kind, to.Kind) switch
    {
        (TypeKind.Decimal, TypeKind.Decimal) => to.Scale >= from.Scale && to.Precision - to.Scale >= from.Precision - from.Scale,
        (TypeKind.Int32, TypeKind.Int64) => true,
        (TypeKind.Int32, TypeKind.Decimal) => to.Precision - to.Scale >= 10,
        (TypeKind.Int64, TypeKind.Decimal) => to.Precision - to.Scale >= 19,
        var (a, b) => a == b,
    };

    private static Expression Widen(Expression value, DataType from, DataType to)
    {
        if (from.Kind == to.Kind && (from.Kind != TypeKind.Decimal || from.Scale == to.Scale))
        {
            return Expression.Convert(value, to.NullableCarrier);
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
