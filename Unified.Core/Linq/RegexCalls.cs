using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>What a definition asks of a match: whether there is one, its text, the text of a group; and the calls of a constant
/// Regex.</summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
internal sealed class RegexCalls(Func<Expression, Expr> operand)
{
    /// <summary>The expression of a node that this class knows, or null.</summary>
    public Expr? TryRead(Expression node) => node switch
    {
        MemberExpression { Member.Name: nameof(Group.Success), Expression: MethodCallExpression match } when Matched(match) is { } m =>
            ExpressionBuilder.Call(Regexes.IsMatch, m, node.ToString()),
        MemberExpression { Member.Name: nameof(Capture.Value), Expression: MethodCallExpression match } when Matched(match) is { } m =>
            ExpressionBuilder.Call(Regexes.Group, [.. m, new ConstantExpr(0, DataType.Int32)], node.ToString()),
        MemberExpression
        {
            Member.Name: nameof(Capture.Value),
            Expression: MethodCallExpression
            {
                Method.Name: "get_Item",
                Object: MemberExpression { Member.Name: nameof(Match.Groups), Expression: MethodCallExpression match },
                Arguments: [var group],
            },
        } when Matched(match) is { } m => ExpressionBuilder.Call(Regexes.Group, [.. m, operand(group)], node.ToString()),
        MethodCallExpression { Object: { } receiver, Method.DeclaringType: var type } call when type == typeof(Regex)
            && Instance(receiver) is { } regex => Called(call, regex),
        _ => null,
    };

    private ImmutableArray<Expr>? Matched(MethodCallExpression call) =>
        call.Method.DeclaringType != typeof(Regex) || call.Method.Name != nameof(Regex.Match) ? null
        : call.Object is null ? Regexes.Optioned([.. call.Arguments.Select(operand)], 2)
        : Instance(call.Object) is { } regex && call.Arguments.Count == 1 ? [operand(call.Arguments[0]), .. regex] : null;

    private Expr? Called(MethodCallExpression call, ImmutableArray<Expr> regex) => (call.Method.Name, call.Arguments.Count) switch
    {
        (nameof(Regex.IsMatch), 1) => ExpressionBuilder.Call(Regexes.IsMatch, [operand(call.Arguments[0]), .. regex], call.ToString()),
        (nameof(Regex.Count), 1) => ExpressionBuilder.Call(Regexes.Count, [operand(call.Arguments[0]), .. regex], call.ToString()),
        (nameof(Regex.Replace), 2) => ExpressionBuilder.Call(Regexes.Replace,
            [operand(call.Arguments[0]), regex[0], operand(call.Arguments[1]), regex[1]], call.ToString()),
        _ => null,
    };

    /// <summary>Pattern and options of a captured or static Regex.</summary>
    private static ImmutableArray<Expr>? Instance(Expression receiver) =>
        DefinitionConstants.TryValue(receiver, out var value) && value is Regex regex
            ? [new ConstantExpr(regex.ToString(), DataType.String), new ConstantExpr((int)regex.Options, DataType.Int32)] : null;
}
