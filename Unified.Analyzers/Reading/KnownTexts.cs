using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;

namespace Unified.Analyzers.Reading;

/// <summary>Texts that are known not to be null, because a condition has asked; by how they are written.</summary>
internal sealed class KnownTexts
{
    private readonly List<string> _texts = [];

    /// <summary>True for a text that a condition around has asked about.</summary>
    public bool Has(IOperation text) => _texts.Contains(Written(text));

    /// <summary>What is read where a condition has an outcome.</summary>
    public T Where<T>(IOperation condition, bool outcome, Func<T> read)
    {
        var before = _texts.Count;
        _texts.AddRange(Asked(condition, outcome).Select(Written));
        var value = read();
        _texts.RemoveRange(before, _texts.Count - before);
        return value;
    }

    private static IEnumerable<IOperation> Asked(IOperation condition, bool outcome) => condition.Unconverted() switch
    {
        IParenthesizedOperation inner => Asked(inner.Operand, outcome),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var other } => Asked(other, !outcome),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when outcome =>
            Asked(both.LeftOperand, true).Concat(Asked(both.RightOperand, true)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !outcome =>
            Asked(either.LeftOperand, false).Concat(Asked(either.RightOperand, false)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test when outcome => Compared(test),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } test when !outcome => Compared(test),
        IInvocationOperation
        {
            TargetMethod: { Name: nameof(string.IsNullOrEmpty) or nameof(string.IsNullOrWhiteSpace), IsStatic: true } method,
            Arguments: [{ Value: var text }]
        } when !outcome && method.ContainingType.SpecialType == SpecialType.System_String => [text],
        _ => [],
    };

    private static IEnumerable<IOperation> Compared(IBinaryOperation test) => test.RightOperand.IsNull() ? [test.LeftOperand]
        : test.LeftOperand.IsNull() ? [test.RightOperand] : [];

    private static string Written(IOperation text) => text.Unconverted().Syntax.ToString().TrimEnd('!');
}
