using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>Calls over text that are no single method of the catalogue: putting together, taking apart, comparing.</summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
internal sealed class TextCalls(Func<Expression, Expr> operand)
{
    private readonly TextPieces _pieces = new(operand);

    /// <summary>The expression of a node that this class knows, or null.</summary>
    public Expr? TryRead(Expression node) => node switch
    {
        BinaryExpression { NodeType: ExpressionType.ArrayIndex } index => Split(index),
        BinaryExpression { Method.DeclaringType: var type, NodeType: ExpressionType.Add or ExpressionType.AddChecked }
            when type == typeof(string) => Concat(node),
        BinaryExpression
        {
            NodeType: ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan
            or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual
        } comparison =>
            Order(comparison),
        MethodCallExpression { Method: { Name: nameof(Math.Sign), DeclaringType: var type } } sign when type == typeof(Math)
            && Compared(sign.Arguments[0]) is { } order => order,
        MethodCallExpression { Method: { DeclaringType: var type, Name: nameof(string.Concat) } } call when type == typeof(string) =>
            Concat(call),
        MethodCallExpression
        {
            Method:
            {
                DeclaringType: var type,
                Name: nameof(string.Join)
            }
        } join when type == typeof(string) => Join(join),
        MethodCallExpression { Method: { DeclaringType: var type, Name: nameof(string.Format) } } format when type == typeof(string) =>
            _pieces.Format(format),
        MethodCallExpression { Method: { DeclaringType: var type, Name: nameof(FormattableString.Invariant) } } format
            when type == typeof(FormattableString) => _pieces.Format(format),
        MethodCallExpression { Method.DeclaringType: var type } call when type == typeof(string) => Comparing(call),
        _ => null,
    };

    private Expr Concat(Expression node)
    {
        var parts = new List<Expr>();
        var next = new Stack<Expression>([node]);
        while (next.TryPop(out var at))
        {
            var inner = at switch
            {
                BinaryExpression { Method: { Name: nameof(string.Concat), DeclaringType: var type } } sum when type == typeof(string) =>
                    [sum.Left, sum.Right],
                MethodCallExpression
                {
                    Method:
                    {
                        Name: nameof(string.Concat),
                        DeclaringType: var type
                    }
                } call when type == typeof(string) =>
                    Elements(call.Arguments, call),
                _ => null,
            };
            if (inner is null)
            {
                parts.Add(_pieces.Of(at, null, invariant: false));
            }

            foreach (var part in (inner ?? []).Reverse())
            {
                next.Push(part);
            }
        }

        return Text(parts, node);
    }

    private Expr Join(MethodCallExpression call)
    {
        var separator = call.Arguments[0].Type == typeof(char) ? CallArguments.Character(call.Arguments[0]) : operand(call.Arguments[0]);
        var parts = Elements([.. call.Arguments.Skip(1)], call)
            .SelectMany((e, i) => i == 0 ? [_pieces.Of(e, null, false)] : new[] { separator, _pieces.Of(e, null, false) });
        return Text([.. parts], call);
    }

    private Expr Split(BinaryExpression index)
    {
        if (index.Left is not MethodCallExpression { Method: { Name: nameof(string.Split), DeclaringType: var type } } split
            || type != typeof(string) || !(split.Arguments.Count == 1
                || (split.Arguments.Count == 2
                    && ExprTranslator.TryConstant(split.Arguments[1]) is { Value: (int)StringSplitOptions.None })))
        {
            throw new DefinitionException("UNI0011", index.ToString(), "an array is not part of the language of definitions.",
                "Write s.Split(',', StringSplitOptions.None)[i], or columns instead of the array.");
        }

        var separator = split.Arguments[0] switch
        {
            NewArrayExpression { Expressions: [var only] } => CallArguments.Character(only),
            var one when one.Type == typeof(char) => CallArguments.Character(one),
            var one => operand(one),
        };
        return ExpressionBuilder.Call(TextConcat.SplitPart, [operand(split.Object!), separator, operand(index.Right)], index.ToString());
    }

    /// <summary>A comparison in which <c>string.CompareOrdinal</c> stands against 0: only its sign means something.</summary>
    private Expr? Order(BinaryExpression comparison)
    {
        var (left, right) = (Compared(comparison.Left), Compared(comparison.Right));
        return (left is null || !IsZero(comparison.Right)) && (right is null || !IsZero(comparison.Left)) ? null
            : ExpressionBuilder.Call(FunctionCatalogue.Find(comparison.NodeType)!,
                [left ?? operand(comparison.Left), right ?? operand(comparison.Right)], comparison.ToString());
    }

    private Expr? Compared(Expression node) => node is MethodCallExpression
    {
        Object: null, Method.Name: nameof(string.Compare)
        or nameof(string.CompareOrdinal), Method.DeclaringType: var type
    } call && type == typeof(string)
        && (call is { Method.Name: nameof(string.CompareOrdinal), Arguments.Count: 2 }
            || (call.Arguments.Count == 3 && Ordinal(call.Arguments[2]) == StringComparison.Ordinal))
        ? ExpressionBuilder.Call(TextSearch.Order, [operand(call.Arguments[0]), operand(call.Arguments[1])], call.ToString()) : null;

    private Expr? Comparing(MethodCallExpression call)
    {
        var operands = call.Object is null ? call.Arguments : [call.Object, .. call.Arguments];
        if (call.Method.Name is nameof(string.Compare) or nameof(string.CompareOrdinal) or nameof(string.CompareTo))
        {
            throw new DefinitionException("UNI0013", call.ToString(),
                "only the sign of a comparison of texts is defined, and only ordinally.",
                "Compare it with 0: string.CompareOrdinal(a, b) < 0.");
        }

        if (operands.Count == 3 && operands[2].Type == typeof(StringComparison)
            && Ordinal(operands[2]) == StringComparison.OrdinalIgnoreCase && TextCase.IgnoringCase(call.Method.Name) is { } ignoring)
        {
            return ExpressionBuilder.Call(ignoring, [operand(operands[0]), TextOf(operands[1])], call.ToString());
        }

        if (operands.Count >= 2 && operands[1].Type == typeof(char)
            && (operands.Count == 2 || (operands.Count == 3 && Ordinal(operands[2]) == StringComparison.Ordinal))
            && OfCharacter(call.Method.Name) is { } function)
        {
            return ExpressionBuilder.Call(function, [operand(operands[0]), CallArguments.Character(operands[1])], call.ToString());
        }

        var equals = call.Method.Name == nameof(string.Equals) && operands.All(o => o.Type == typeof(string)
            || Ordinal(o) == StringComparison.Ordinal);
        var left = equals ? operand(operands[0]) : null;
        return left is null ? null : call.Object is not null && left.Type.Nullable
            ? throw new DefinitionException("UNI0016", call.ToString(), "a method cannot be called on null.", "Write a == b.")
            : ExpressionBuilder.Call(Comparison.Equal, [left, operand(operands[1])], call.ToString());
    }

    /// <summary>A character is text of one: what it is looked for with is the same function.</summary>
    private static ScalarFunction? OfCharacter(string method) => method switch
    {
        nameof(string.StartsWith) => Expressions.Functions.Text.StartsWith,
        nameof(string.EndsWith) => Expressions.Functions.Text.EndsWith,
        nameof(string.Contains) => Expressions.Functions.Text.Contains,
        _ => null,
    };

    private Expr TextOf(Expression node) => node.Type == typeof(char) ? CallArguments.Character(node) : operand(node);

    /// <summary>The elements of a call that takes an array or single values.</summary>
    private static IReadOnlyList<Expression> Elements(IReadOnlyList<Expression> arguments, Expression node) => arguments switch
    {
        [NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array] => array.Expressions,
        [var one] when one.Type != typeof(string) && one.Type != typeof(object) => throw new DefinitionException("UNI0011", node.ToString(),
            "how many texts there are must be seen in the definition.", "Write them out: string.Concat(a, b, c)."),
        _ => arguments,
    };

    private static Expr Text(List<Expr> parts, Expression node) => parts.Count == 0 ? new ConstantExpr("", DataType.String)
        : ExpressionBuilder.Call(TextConcat.Concat, [.. parts], node.ToString());

    private static bool IsZero(Expression node) => node is ConstantExpression { Value: 0 };

    private static StringComparison? Ordinal(Expression node) =>
        node.Type == typeof(StringComparison) && ExprTranslator.TryConstant(node) is { Value: int value } ? (StringComparison)value : null;
}
