using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;

namespace Unified.Linq.States;

/// <summary>How two states become one: part by part, each by one operator.</summary>
internal static class StateMerge
{
    /// <summary>The operator of a part.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0072: it has none, or the empty state is not its identity.</exception>
    public static StateOperator Of(StateParts parts, PropertyInfo? part, LambdaExpression merge, object? empty, string owner)
    {
        var (a, b) = (merge.Parameters[0], merge.Parameters[1]);
        var node = parts.In(merge.Body, part);
        if (StateOperators.Read(node) is not var (@operator, left, right)
            || !((StateParts.Is(left, a, part) && StateParts.Is(right, b, part))
                || (StateParts.Is(left, b, part) && StateParts.Is(right, a, part))))
        {
            throw StateParts.Refused(owner, node, $"Merge makes {StateParts.Name(part)} of more than the two that are merged",
                "Merge each part with +, Math.Min, Math.Max, ||, &&, | or & of a's and b's; what is none of these compose of aggregates: "
                    + "Aggregate.Of((Group<T> g) => ...).");
        }

        var type = parts.TypeOf(part);
        if (StateOperators.Identity(@operator, type) is not { } identity)
        {
            throw StateParts.Refused(owner, node, $"{StateParts.Name(part)} is {type.Name}, which {@operator} does not take",
                "A sum is long, ulong, decimal, double or TimeSpan; Min and Max take int, long, uint, ulong and DateOnly, bits int, long, "
                    + "uint and ulong. Of others compose it of aggregates: Aggregate.Of((Group<T> g) => g.Max(...)).");
        }

        return identity.Equals(empty) ? @operator : throw StateParts.Refused(owner, node,
            string.Create(CultureInfo.InvariantCulture, $"{StateParts.Name(part)} of the empty state is {empty ?? "null"}, and merged by ")
                + $"{@operator} that changes others",
            string.Create(CultureInfo.InvariantCulture, $"Let Empty have {identity} there."));
    }
}
