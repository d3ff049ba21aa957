using System.Linq.Expressions;
using Unified.Time;
using Unified.Types;
using static System.Linq.Expressions.Expression;

namespace Unified.Physical;

/// <summary>Between the carriers of a kernel and the C# values that a user function takes and returns; null stays null.</summary>
internal static class ClrConversions
{
    /// <summary>An argument as the parameter wants it.</summary>
    public static Expression ToClr(Expression value, DataType type, Type parameter)
    {
        var bare = Nullable.GetUnderlyingType(parameter) ?? parameter;
        Func<Expression, Expression>? convert = type.Kind switch
        {
            TypeKind.Timestamp when bare == typeof(DateTimeOffset) => v => Named(nameof(ClrValues.ToOffset), v),
            TypeKind.Timestamp => v => Call(typeof(Timestamps), nameof(Timestamps.ToDateTime), null, v),
            TypeKind.Decimal => v => Call(typeof(Decimals), nameof(Decimals.ToDecimal), null, v, Constant(type.Scale)),
            TypeKind.Date => v => Named(nameof(ClrValues.ToDate), v),
            TypeKind.Time => v => Named(nameof(ClrValues.ToTime), v),
            TypeKind.Duration => v => Named(nameof(ClrValues.ToSpan), v),
            TypeKind.Guid => v => Named(nameof(ClrValues.ToGuid), v),
            _ => null,
        };
        return convert is null ? value.Type == parameter ? value : Convert(value, parameter) : Lifted(value, convert, parameter);
    }

    /// <summary>A result in its carrier; null when it is one already.</summary>
    public static Expression? FromClr(Expression result, DataType type)
    {
        var bare = Nullable.GetUnderlyingType(result.Type) ?? result.Type;
        Func<Expression, Expression>? convert = type.Kind switch
        {
            TypeKind.Timestamp when bare == typeof(DateTimeOffset) => v => Named(nameof(ClrValues.FromOffset), v),
            TypeKind.Timestamp => v => Call(typeof(Timestamps), nameof(Timestamps.FromDateTime), null, v),
            TypeKind.Decimal => v => Call(typeof(ClrConversions), nameof(Exact), null, v, Constant(type.Precision), Constant(type.Scale)),
            TypeKind.Date => v => Named(nameof(ClrValues.FromDate), v),
            TypeKind.Time => v => Named(nameof(ClrValues.FromTime), v),
            TypeKind.Duration => v => Named(nameof(ClrValues.FromSpan), v),
            TypeKind.Guid => v => Named(nameof(ClrValues.FromGuid), v),
            _ => null,
        };
        return convert is null ? null : Lifted(result, convert, type.NullableCarrier);
    }

    /// <summary>A decimal as it was promised; one with more digits fails on the event, it is not rounded.</summary>
    private static Int128 Exact(decimal value, int precision, int scale) => Decimals.Unscale(value, precision, scale)
        ?? throw new OverflowException();

    private static MethodCallExpression Named(string method, Expression value) => Call(typeof(ClrValues), method, null, value);

    private static Expression Lifted(Expression value, Func<Expression, Expression> convert, Type target)
    {
        if (Nullable.GetUnderlyingType(value.Type) is null)
        {
            var plain = convert(value);
            return plain.Type == target ? plain : Convert(plain, target);
        }

        var held = Variable(value.Type);
        return Block([held], Assign(held, value), Condition(Property(held, "HasValue"),
            Convert(convert(Call(held, "GetValueOrDefault", null)), target), Default(target)));
    }
}
