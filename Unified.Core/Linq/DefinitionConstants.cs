using System.Linq.Expressions;
using System.Reflection;
using Unified.Errors;

namespace Unified.Linq;

/// <summary>
/// What of a definition may be evaluated while it is planned: captured variables, and values built from nothing but constants.
/// </summary>
internal static class DefinitionConstants
{
    /// <summary>
    /// The object that holds captured variables, or null. C# chains the objects of nested scopes: <c>closure.outer.variable</c>; only
    /// the compiler's own links are followed, so that no property or method of the author's runs.
    /// </summary>
    public static object? TryClosure(Expression owner) => owner switch
    {
        ConstantExpression { Value: { } closure } => closure,
        MemberExpression { Member: FieldInfo { IsStatic: false } link, Expression: { } outer } when link.Name.Contains('<',
            StringComparison.Ordinal) =>
            TryClosure(outer) is { } holder ? link.GetValue(holder) : null,
        _ => null,
    };

    /// <summary>The value of a constructor or factory of an immutable type over constants.</summary>
    /// <exception cref="DefinitionException">An operand is not a constant, or the constants make no value.</exception>
    public static object? Evaluate(Expression node, IEnumerable<Expression> operands)
    {
        if (operands.FirstOrDefault(o => !IsConstant(o)) is { } moving)
        {
            throw new DefinitionException("UNI0007", node.ToString(), $"'{moving}' is not a constant, so neither is the value made of it.",
                "Use literals, captured variables or static readonly fields.");
        }

        try
        {
            return Expression.Lambda<Func<object>>(Expression.Convert(node, typeof(object))).Compile(preferInterpretation: true)();
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new DefinitionException("UNI0007", node.ToString(), $"there is no such value ({error.GetType().Name}).", "Correct it.");
        }
    }

    /// <summary>The object behind a literal, a captured variable or a static readonly field, of any type.</summary>
    public static bool TryValue(Expression node, out object? value)
    {
        (var known, value) = node switch
        {
            ConstantExpression constant => (true, constant.Value),
            MemberExpression { Member: FieldInfo { IsStatic: true } field } when field.IsInitOnly || field.IsLiteral =>
                (true, field.GetValue(null)),
            MemberExpression { Member: FieldInfo { IsStatic: false } field, Expression: { } owner } when TryClosure(owner) is { } closure =>
                (true, field.GetValue(closure)),
            _ => (false, null),
        };
        return known;
    }

    /// <summary>True when the operand is the same for every event.</summary>
    public static bool IsConstant(Expression operand) => operand switch
    {
        ConstantExpression => true,
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked, Method: null } convert =>
            IsConstant(convert.Operand),
        MemberExpression { Member: FieldInfo { IsStatic: true } field } => field.IsInitOnly || field.IsLiteral,
        MemberExpression { Member: FieldInfo, Expression: { } owner } => TryClosure(owner) is not null,
        _ => false,
    };
}
