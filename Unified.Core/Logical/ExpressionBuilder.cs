using System.Collections.Immutable;
using System.Reflection;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// Makes typed expressions, and refuses what does not fit: the one place that checks types, whatever the front end reads. An operand that
/// was refused makes what is built over it refused in silence, so that an author reads each mistake once.
/// </summary>
public static class ExpressionBuilder
{
    /// <summary>A function over operands.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its operands.</param>
    /// <param name="node">What the author wrote, for the refusal.</param>
    /// <exception cref="DefinitionException">UNI0016: the function does not take these.</exception>
    public static Expr Call(ScalarFunction function, ImmutableArray<Expr> arguments, string node)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Poisoned(arguments) ?? (Expr?)function.TryBind(arguments) ?? throw new DefinitionException("UNI0016", node,
            $"'{function.Name}' does not take ({string.Join(", ", arguments.Select(a => a.Type))}).", WayOut.Of(function, arguments));
    }

    /// <summary>A function by its canonical name, as SQL and JSON have it.</summary>
    /// <exception cref="DefinitionException">UNI0011: there is no such function. UNI0016: it does not take these.</exception>
    public static Expr Call(string name, ImmutableArray<Expr> arguments, string node) => Call(
        FunctionCatalogue.Find(name) ?? throw new DefinitionException("UNI0011", node, $"there is no function '{name}'.",
            "See docs/functions.md."), arguments, node);

    /// <summary>A conversion that can lose nothing.</summary>
    /// <exception cref="DefinitionException">UNI0015: values could be lost.</exception>
    public static Expr Convert(Expr operand, DataType target, string node)
    {
        ArgumentNullException.ThrowIfNull(operand);
        if (operand is PoisonExpr)
        {
            return operand;
        }

        if (target is { Kind: TypeKind.Decimal, Precision: < 1 or > DataType.MaxExpressionPrecision } || target.Scale > target.Precision)
        {
            throw new DefinitionException("UNI0006", node, $"a value of type {target}.", "Use at most 28 digits in all.");
        }

        return Cast.Widens(operand.Type, target) ? Cast.To(operand, target)
            : throw new DefinitionException("UNI0015", node, $"the conversion from {operand.Type} to {target} can lose values.",
                operand.Type.IsFloating && target.Kind == TypeKind.Decimal
                    ? "A double does not say how many digits it has: leave the conversion out. Aggregates take doubles as they are."
                    : "Only widening conversions are allowed.");
    }

    /// <summary>A user function over operands.</summary>
    /// <exception cref="DefinitionException">UNI0014: its parameters or its result have no place in a plan.</exception>
    public static Expr UserCall(MethodInfo method, ImmutableArray<Expr> arguments, string node)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (ClrTypes.Result(method, node) is not { } result)
        {
            throw new DefinitionException("UNI0014", node, $"a user function cannot return {method.ReturnType.Name}.",
                "Return one of the types of docs/definitions.md.");
        }

        if (Poisoned(arguments) is { } poison)
        {
            return poison;
        }

        var parameters = method.GetParameters();
        if (parameters.Length != arguments.Length || !parameters.Zip(arguments).All(p => Takes(p.First.ParameterType, p.Second.Type)))
        {
            throw new DefinitionException("UNI0014", node,
                $"the function does not take ({string.Join(", ", arguments.Select(a => a.Type))}).",
                $"It takes ({string.Join(", ", parameters.Select(p => p.ParameterType.Name))}): convert the arguments.");
        }

        if (arguments.FirstOrDefault(a => a.Type is { Kind: TypeKind.Timestamp or TypeKind.Decimal, Nullable: true }) is { } argument)
        {
            throw new DefinitionException("UNI0014", node, $"a user function cannot take {argument.Type}.",
                "Pass a value that is not null (x ?? y).");
        }

        var nullable = result.Nullable || (result.Kind == TypeKind.String
            && new NullabilityInfoContext().Create(method.ReturnParameter).ReadState == NullabilityState.Nullable);
        return new UserCallExpr(method, arguments, result.WithNull(nullable));
    }

    // Of text only C# knows whether null was meant; an enumeration is a constant.
    private static bool Takes(Type parameter, DataType argument) =>
        (ClrTypes.TryMap(parameter) ?? (parameter == typeof(StringComparison) ? DataType.Int32 : (DataType?)null)) is { } type
        && type.Kind == argument.Kind && (type.Nullable == argument.Nullable || type.Kind == TypeKind.String);

    private static PoisonExpr? Poisoned(ImmutableArray<Expr> arguments) => arguments.OfType<PoisonExpr>().FirstOrDefault();
}
