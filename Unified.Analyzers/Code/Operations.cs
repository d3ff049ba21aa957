using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Unified.Analyzers.Code;

/// <summary>What the readers ask of the compiler's operations.</summary>
internal static class Operations
{
    /// <summary>The operation without the conversions that the compiler has added.</summary>
    public static IOperation Bare(this IOperation operation)
    {
        var at = operation;
        while (true)
        {
            switch (at)
            {
                case IConversionOperation { IsImplicit: true } conversion:
                    at = conversion.Operand;
                    break;
                case IDelegateCreationOperation { IsImplicit: true } made:
                    at = made.Target;
                    break;
                case IParenthesizedOperation inner:
                    at = inner.Operand;
                    break;
                default:
                    return at;
            }
        }
    }

    /// <summary>The operation without any conversion.</summary>
    public static IOperation Unconverted(this IOperation operation)
    {
        var at = operation.Bare();
        while (at is IConversionOperation conversion)
        {
            at = conversion.Operand.Bare();
        }

        return at;
    }

    /// <summary>The lambda that an argument is, or null.</summary>
    public static IAnonymousFunctionOperation? Lambda(this IOperation operation) =>
        operation.Unconverted() switch
        {
            IAnonymousFunctionOperation lambda => lambda,
            IDelegateCreationOperation { Target: var target } => target.Unconverted() as IAnonymousFunctionOperation,
            _ => null,
        };

    /// <summary>What a lambda of one expression gives; null for one of statements, which no expression tree is.</summary>
    public static IOperation? Result(this IAnonymousFunctionOperation lambda) =>
        lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } value }, ..] ? value
        : lambda.Body.Operations is [IExpressionStatementOperation { Operation: var only }] ? only : null;

    /// <summary>The arguments in the order of the parameters.</summary>
    public static IReadOnlyList<IOperation> Values(this IInvocationOperation call) =>
        [.. call.Arguments.OrderBy(a => a.Parameter?.Ordinal ?? 0).Select(a => a.Value)];

    /// <summary>What the method is called on, of an extension method too; null of others without an argument.</summary>
    public static IOperation? Receiver(this IInvocationOperation call) =>
        call.Instance ?? (call.Values() is [var first, ..] ? first : null);

    /// <summary>The argument of a parameter, or null.</summary>
    public static IOperation? Argument(this IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value;

    /// <summary>True for the null literal.</summary>
    public static bool IsNull(this IOperation operation) => operation.Unconverted().ConstantValue is { HasValue: true, Value: null };

    /// <summary>The full name of a type without its arguments.</summary>
    public static string? Name(this ITypeSymbol? type) => type is null ? null
        : $"{(type.ContainingType is { } outer ? Name(outer) : type.ContainingNamespace?.ToDisplayString())}.{type.MetadataName}";
}
