using System.Collections;
using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary><c>set.Contains(x)</c> over an array, list or set of constants, whichever method C# has bound it to.</summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
internal sealed class SetCalls(Func<Expression, Expr> operand)
{
    private static readonly Comparer<ConstantExpr> ByValue = Comparer<ConstantExpr>.Create((a, b) =>
        a.Value is string x && b.Value is string y ? string.CompareOrdinal(x, y) : Comparer.DefaultInvariant.Compare(a.Value, b.Value));

    /// <summary>The membership that a call asks for, or null when it is another call.</summary>
    public Expr? TryRead(Expression node)
    {
        if (node is not MethodCallExpression { Method.Name: nameof(Enumerable.Contains) } call
            || call.Method.DeclaringType == typeof(string))
        {
            return null;
        }

        var (set, value) = call switch
        {
            { Object: { } receiver, Arguments: [var only] } => (receiver, only),
            { Object: null, Arguments: [var source, var only] } => (source, only),
            { Object: null, Arguments: [var source, var only, ConstantExpression { Value: null }] } => (source, only),
            _ => (null, null),
        };
        if (set is null || value is null || Members(Source(set), call) is not { } members)
        {
            return null;
        }

        // In the order of their values: a set of C# has none, and two spellings of one set are one definition.
        var (one, constants) = ToOneScale(operand(value), [.. members.Distinct().Order(ByValue)]);
        return ExpressionBuilder.Call(Membership.In, [one, .. constants], call.ToString());
    }

    /// <summary>An array that is read as a span, as C# 14 prefers, is the array.</summary>
    private static Expression Source(Expression set) => set switch
    {
        MethodCallExpression { Method.Name: "op_Implicit" or nameof(MemoryExtensions.AsSpan), Arguments: [var array] } => Source(array),
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Source(convert.Operand),
        _ => set,
    };

    private static IEnumerable<ConstantExpr>? Members(Expression set, Expression node)
    {
        if (set is NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array)
        {
            return [.. array.Expressions.Select(e => ExprTranslator.TryConstant(e)
                ?? (DefinitionConstants.IsConstant(e) ? ClrTypes.Constant(DefinitionConstants.Evaluate(e, []), e.Type, e.ToString())
                : throw new DefinitionException("UNI0007", e.ToString(), "a member of the set is not a constant.",
                    "Write x == a || x == b.")))];
        }

        if (!DefinitionConstants.TryValue(set, out var value) || value is not IEnumerable values || value is string)
        {
            return null;
        }

        var element = value.GetType().GetInterfaces().Append(value.GetType()).FirstOrDefault(t => t.IsGenericType
            && t.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
        if (element is null)
        {
            return null;
        }

        RequireDefaultEquality(value, element, node.ToString());
        return [.. values.Cast<object?>().Select(v => ClrTypes.Constant(v, element, node.ToString()))];
    }

    /// <summary>Refuses a set or dictionary whose comparer is not the usual one.</summary>
    internal static void RequireDefaultEquality(object set, Type element, string node)
    {
        var comparer = (set.GetType().GetProperty("Comparer") ?? set.GetType().GetProperty("KeyComparer"))?.GetValue(set);
        var usual = typeof(EqualityComparer<>).MakeGenericType(element).GetProperty(nameof(EqualityComparer<int>.Default))!.GetValue(null);
        // Text that is ordered as usual is ordered by a culture.
        var order = element == typeof(string) ? null
            : typeof(Comparer<>).MakeGenericType(element).GetProperty(nameof(Comparer<int>.Default))!.GetValue(null);
        if (comparer is not null && !comparer.Equals(usual) && !comparer.Equals(order) && !comparer.Equals(StringComparer.Ordinal))
        {
            throw new DefinitionException("UNI0016", node, "the set compares its members in its own way.",
                "Use a set without a comparer; for text in any case make x and the members upper case.");
        }
    }

    private static (Expr Value, IEnumerable<Expr> Members) ToOneScale(Expr value, ImmutableArray<ConstantExpr> members)
    {
        if (value.Type.Kind != TypeKind.Decimal)
        {
            return (value, members);
        }

        var scale = Math.Max(value.Type.Scale, members.Select(m => m.Type.Scale).DefaultIfEmpty().Max());
        var whole = members.Select(m => m.Type.Precision - m.Type.Scale).Append(value.Type.Precision - value.Type.Scale).Max();
        if (whole + scale > DataType.MaxExpressionPrecision)
        {
            return (value, members);
        }

        var type = DataType.Decimal(Math.Max(whole + scale, 1), scale);
        return (Cast.To(value, type.WithNull(value.Type.Nullable)), members.Select(m => new ConstantExpr(
            m.Value is Int128 unscaled ? unscaled * Decimals.PowerOfTen(scale - m.Type.Scale) : null, type.WithNull(m.Type.Nullable))));
    }
}
