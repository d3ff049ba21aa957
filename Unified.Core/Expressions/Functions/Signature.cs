using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Errors;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>What the entries share to say which members they match and which operands they take.</summary>
internal static class Signature
{
    /// <summary>A public method by its exact parameters.</summary>
    public static MethodInfo Method(Type type, string name, params Type[] parameters) => type.GetMethod(name, parameters)
        ?? throw new InternalException($"There is no {type.Name}.{name}({string.Join(", ", parameters.Select(p => p.Name))}).");

    /// <summary>True when the operands are of these kinds and none may be null.</summary>
    public static bool Values(ImmutableArray<Expr> a, params ReadOnlySpan<TypeKind> kinds)
    {
        if (a.Length != kinds.Length)
        {
            return false;
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            if (a[i].Type.Kind != kinds[i] || a[i].Type.Nullable)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The result type for operands of exactly these kinds.</summary>
    public static Func<ImmutableArray<Expr>, DataType?> Of(DataType result, params TypeKind[] kinds) =>
        a => Values(a, kinds) ? result : null;

    /// <summary>A constant operand that is text of one UTF-16 code unit: a <c>char</c> of C#.</summary>
    public static bool IsChar(Expr operand) => operand is ConstantExpr { Value: string { Length: 1 } };

    /// <summary>The operands without a comparison that is ordinal, which is the only one.</summary>
    public static ImmutableArray<Expr> WithoutOrdinal(ImmutableArray<Expr> a, int length) =>
        a.Length == length + 1 && a[length] is ConstantExpr { Value: (int)StringComparison.Ordinal } ? a[..length] : a;

    /// <summary>The value of a constant operand.</summary>
    public static T Constant<T>(Expression operand) => (T)((ConstantExpression)operand).Value!;

    /// <summary>The value of a constant operand.</summary>
    public static T Constant<T>(Expr operand) => (T)((ConstantExpr)operand).Value!;
}
