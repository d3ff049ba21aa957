using System.Linq.Expressions;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Linq;

/// <summary><c>Window.Each(time, lengths)</c>, whose lengths are an array of constants.</summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
internal sealed class WindowCalls(Func<Expression, Expr> operand)
{
    /// <summary>The windows that a call asks for, or null when it is another call.</summary>
    /// <exception cref="DefinitionException">UNI0071: it is a part of them, where no group has been made by them.</exception>
    public Expr? TryRead(Expression node) =>
        node is MemberExpression { Expression.Type: var owner } && owner == typeof(WindowSpan)
            ? throw new DefinitionException("UNI0071", node.ToString(),
                "an event is in several of these windows; it is no value of an event.",
                "Use it as a key of the group alone, and its Start and Length in the select (g.Key).")
        : node is MethodCallExpression { Method: { Name: nameof(Window.Each), DeclaringType: var type } } call
            && call is { Arguments: [var time, var lengths] } && type == typeof(Window)
            ? ExpressionBuilder.Call(PanedWindows.Each, [operand(time), .. Lengths(lengths, call)], call.ToString()) : null;

    private static IEnumerable<Expr> Lengths(Expression lengths, MethodCallExpression call) => lengths switch
    {
        NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array => array.Expressions.Select(e => ExprTranslator.TryConstant(e)
            ?? throw Moving(e)),
        _ when DefinitionConstants.TryValue(lengths, out var value) && value is TimeSpan[] known =>
            known.Select(l => ClrTypes.Constant(l, typeof(TimeSpan), call.ToString())),
        _ => throw Moving(lengths),
    };

    private static DefinitionException Moving(Expression node) => new("UNI0007", node.ToString(), "the length of a window is no constant.",
        "Use literals, captured variables or static readonly fields.");
}
