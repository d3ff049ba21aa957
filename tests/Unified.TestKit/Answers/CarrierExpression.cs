using System.Linq.Expressions;
using Unified.Expressions;

namespace Unified.TestKit.Answers;

/// <summary>
/// The .NET meaning of an expression over named values in their carriers, one row at a time: slow, plain, and no part of the engine.
/// </summary>
internal static class CarrierExpression
{
    /// <summary>A function from the values of columns c0, c1, ... to the value; throws what evaluation throws.</summary>
    public static Func<object?[], object?> Compile(Expr expr) =>
        Compile(expr, name => int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A function from the values of columns to the value; throws what evaluation throws.</summary>
    /// <param name="expr">The expression.</param>
    /// <param name="place">The place of a column's value among those of a row.</param>
    public static Func<object?[], object?> Compile(Expr expr, Func<string, int> place)
    {
        var row = Expression.Parameter(typeof(object?[]), "row");
        return Expression.Lambda<Func<object?[], object?>>(Expression.Convert(Lower(expr, row, place), typeof(object)), row)
            .Compile(preferInterpretation: false);
    }

    private static Expression Lower(Expr expr, ParameterExpression row, Func<string, int> place) => expr switch
    {
        ColumnExpr column => Expression.Convert(Expression.ArrayIndex(row, Expression.Constant(place(column.Name))),
            column.Type.NullableCarrier),
        ConstantExpr constant => Expression.Constant(constant.Value, constant.Type.NullableCarrier),
        CallExpr { Function.Name: "and" or "or" or "if" or "coalesce" } call =>
            Net(call, [.. call.Arguments.Select(a => Lower(a, row, place))]),
        CallExpr call => Eager(call, row, place),
        _ => throw new NotSupportedException(expr.ToString()),
    };

    // C# evaluates both operands; an expression tree does not evaluate the second one of a lifted operator when the first is null.
    private static BlockExpression Eager(CallExpr call, ParameterExpression row, Func<string, int> place)
    {
        var operands = call.Arguments.Select(a => Lower(a, row, place)).ToArray();
        // A function may look into its constants.
        var values = operands.Select(o => o is ConstantExpression ? o : Expression.Variable(o.Type)).ToArray();
        return Expression.Block(values.OfType<ParameterExpression>(), [.. values.Zip(operands)
            .Where(v => v.First is ParameterExpression).Select(v => Expression.Assign(v.First, v.Second)), Net(call, values)]);
    }

    private static Expression Net(CallExpr call, Expression[] operands) =>
        call.Function.Net(new ScalarFunction.Operands(operands, [.. call.Arguments.Select(a => a.Type)], call.Type));
}
