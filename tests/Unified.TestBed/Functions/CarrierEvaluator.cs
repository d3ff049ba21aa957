using System.Linq.Expressions;
using Unified.Expressions;

namespace Unified.TestKit.Functions;

/// <summary>The .NET meaning of an expression, one row at a time: slow, plain, and no part of the engine.</summary>
public static class CarrierEvaluator
{
    /// <summary>A function from the values of columns c0, c1, ... to the value of the expression; throws what evaluation throws.</summary>
    public static Func<object?[], object?> Compile(Expr expr)
    {
        var row = Expression.Parameter(typeof(object?[]), "row");
        return Expression.Lambda<Func<object?[], object?>>(Expression.Convert(Lower(expr, row), typeof(object)), row).Compile();
    }

    private static Expression Lower(Expr expr, ParameterExpression row) => expr switch
    {
        ColumnExpr column => Expression.Convert(
            Expression.ArrayIndex(row, Expression.Constant(column.Name[1] - '0')), column.Type.NullableCarrier),
        ConstantExpr constant => Expression.Constant(constant.Value, constant.Type.NullableCarrier),
        CallExpr call => call.Function.Net(new ScalarFunction.Operands(
            [.. call.Arguments.Select(a => Lower(a, row))], [.. call.Arguments.Select(a => a.Type)], call.Type)),
        _ => throw new NotSupportedException(expr.ToString()),
    };
}
