using System.Collections.Immutable;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>
/// What the number functions share: operands brought to one type, as C# has done for integers and as decimals need for their scale.
/// </summary>
internal static class Numbers
{
    /// <summary>Both operands are numbers of one kind (C# inserts the conversions) or null.</summary>
    public static bool SameNumber(ImmutableArray<Expr> a) =>
        a.Length == 2 && a[0].Type.IsNumber && a[0].Type.Kind == a[1].Type.Kind;

    /// <summary>False for two decimals that <see cref="ToCommonScale"/> could not bring to one scale.</summary>
    public static bool SameScale(ImmutableArray<Expr> a) => a.All(x => x.Type.Scale == a[0].Type.Scale);

    public static bool AnyNull(ImmutableArray<Expr> a) => a.Any(x => x.Type.Nullable);

    /// <summary>Decimal operands cast to their larger scale where it has room for their digits; others unchanged.</summary>
    public static ImmutableArray<Expr> ToCommonScale(ImmutableArray<Expr> a)
    {
        if (!a.All(x => x.Type.Kind == TypeKind.Decimal))
        {
            return a;
        }

        var scale = a.Max(x => x.Type.Scale);
        var whole = a.Max(x => x.Type.Precision - x.Type.Scale);
        return whole + scale > DataType.MaxExpressionPrecision ? a
            : [.. a.Select(x => Cast.To(x, DataType.Decimal(whole + scale, scale).WithNull(x.Type.Nullable)))];
    }

    /// <summary>Operands of which one may be null are all lifted, as C# does for its own operators.</summary>
    public static ImmutableArray<Expr> Lift(ImmutableArray<Expr> a) =>
        !AnyNull(a) ? a : [.. a.Select(x => Cast.To(x, x.Type.AsNullable()))];

    /// <summary>A decimal result, or null (refused) where C#'s decimal would round and the engines would disagree.</summary>
    public static DataType? Decimal(int precision, int scale, bool nullable) =>
        precision <= DataType.MaxExpressionPrecision ? DataType.Decimal(precision, scale).WithNull(nullable) : null;
}
