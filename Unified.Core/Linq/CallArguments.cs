using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Errors;
using Unified.Expressions;
using Unified.Types;

namespace Unified.Linq;

/// <summary>The operands of a C# call by what its parameters ask for: a culture, a character, a number that C# takes as double.</summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
internal sealed class CallArguments(Func<Expression, Expr> operand)
{
    private const double ExactInDouble = 9_007_199_254_740_992;

    /// <summary>The receiver, if any, and the arguments without the culture, which can only be the invariant one.</summary>
    public ImmutableArray<Expr> Of(MethodBase method, Expression? target, IReadOnlyList<Expression> arguments)
    {
        var operands = ImmutableArray.CreateBuilder<Expr>();
        if (target is not null)
        {
            operands.Add(operand(target));
        }

        foreach (var (parameter, argument) in method.GetParameters().Zip(arguments))
        {
            if (parameter.ParameterType == typeof(IFormatProvider))
            {
                RequireInvariant(argument);
                continue;
            }

            operands.Add(parameter.ParameterType == typeof(char) && method.DeclaringType == typeof(string) ? Character(argument)
                : parameter.ParameterType == typeof(double) && method.DeclaringType == typeof(DateTime) ? Whole(argument)
                : operand(argument));
        }

        return operands.ToImmutable();
    }

    /// <summary>Refuses a culture that another machine may have in another way.</summary>
    /// <exception cref="DefinitionException">UNI0013: it is not <see cref="CultureInfo.InvariantCulture"/>.</exception>
    public static void RequireInvariant(Expression provider)
    {
        if (!(Bare(provider) is MemberExpression { Expression: null, Member: PropertyInfo { Name: nameof(CultureInfo.InvariantCulture) } })
            && !(DefinitionConstants.TryValue(Bare(provider), out var value) && value is CultureInfo culture
                && culture.Equals(CultureInfo.InvariantCulture)))
        {
            throw new DefinitionException("UNI0013", provider.ToString(), "the text would depend on a culture.",
                "Pass CultureInfo.InvariantCulture.");
        }
    }

    /// <summary>A constant character as text of one UTF-16 code unit.</summary>
    /// <exception cref="DefinitionException">UNI0016: it is computed, or half of a character.</exception>
    public static ConstantExpr Character(Expression character) =>
        ExprTranslator.TryConstant(character) is { Value: int unit } && !char.IsSurrogate((char)unit)
            ? new ConstantExpr(((char)unit).ToString(), DataType.String)
            : throw new DefinitionException("UNI0016", character.ToString(), "a character that is computed is a number here, and no text.",
                "Write s.Substring(i, 1) instead of s[i], and text instead of the character.");

    /// <summary>An expression without the conversions that C# inserts for references and boxes.</summary>
    public static Expression Bare(Expression node) =>
        node is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert && !convert.Type.IsValueType
            ? Bare(convert.Operand) : node;

    /// <summary>The integer that C# has made a double of.</summary>
    private Expr Whole(Expression number) => number switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert
            when convert.Operand.Type == typeof(int) || convert.Operand.Type == typeof(long) => operand(convert.Operand),
        _ when DefinitionConstants.TryValue(number, out var value) && value is double constant && Math.Abs(constant) < ExactInDouble
            && Math.Truncate(constant) == constant => constant is >= int.MinValue and <= int.MaxValue
                ? new ConstantExpr((int)constant, DataType.Int32) : new ConstantExpr((long)constant, DataType.Int64),
        _ => throw new DefinitionException("UNI0016", number.ToString(),
            "a time is moved by a whole number of units: a double is not exact.",
            "Pass an int or a long, of a smaller unit where there is a fraction: AddMinutes(90)."),
    };
}
