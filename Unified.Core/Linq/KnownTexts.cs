using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>
/// Texts that are known not to be null, because a condition has asked: in <c>x == null ? null : x.Length</c> C# calls Length of a text
/// only. A number that may be null says so itself, with Value.
/// </summary>
internal sealed record KnownTexts(ImmutableArray<Expr> Texts)
{
    private static readonly ConstantExpr Nothing = new("", DataType.String);

    /// <summary>None.</summary>
    public static KnownTexts None { get; } = new(ImmutableArray<Expr>.Empty);

    /// <summary>The value, as one that is not null where that is known.</summary>
    public Expr Of(Expr value) => value.Type is { Kind: TypeKind.String, Nullable: true } && Texts.Contains(value)
        ? ExpressionBuilder.Call(Logic.Coalesce, [value, Nothing], value.ToString()) : value;

    /// <summary>What is known besides where a condition has an outcome.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="outcome">What it was.</param>
    /// <param name="read">Translates a text; null when it cannot be.</param>
    public KnownTexts When(Expression condition, bool outcome, Func<Expression, Expr?> read) =>
        new([.. Texts, .. Asked(condition, outcome).Select(read).OfType<Expr>()
            .Where(e => e.Type is { Kind: TypeKind.String, Nullable: true })]);

    private static IEnumerable<Expression> Asked(Expression condition, bool outcome) => condition switch
    {
        UnaryExpression { NodeType: ExpressionType.Not, Operand: var other } => Asked(other, !outcome),
        BinaryExpression { NodeType: ExpressionType.AndAlso } both when outcome => Asked(both.Left, true).Concat(Asked(both.Right, true)),
        BinaryExpression { NodeType: ExpressionType.OrElse } either when !outcome =>
            Asked(either.Left, false).Concat(Asked(either.Right, false)),
        BinaryExpression { NodeType: ExpressionType.NotEqual } test when outcome => Compared(test),
        BinaryExpression { NodeType: ExpressionType.Equal } test when !outcome => Compared(test),
        MethodCallExpression
        {
            Method.Name: nameof(string.IsNullOrEmpty) or nameof(string.IsNullOrWhiteSpace),
            Arguments: [var text]
        } call when !outcome && call.Method.DeclaringType == typeof(string) => [text],
        _ => [],
    };

    private static IEnumerable<Expression> Compared(BinaryExpression test) => test.Left.Type != typeof(string) ? []
        : ExprTranslator.IsNull(test.Right) ? [test.Left] : ExprTranslator.IsNull(test.Left) ? [test.Right] : [];
}
