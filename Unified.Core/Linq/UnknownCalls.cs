using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Types;

namespace Unified.Linq;

/// <summary>The refusal of a method or property that is in no catalogue, with a way out that would not be refused too.</summary>
internal static class UnknownCalls
{
    public static DefinitionException Of(MethodCallExpression call)
    {
        var name = $"{call.Method.DeclaringType?.Name}.{call.Method.Name}";
        if (call.Method.DeclaringType == typeof(decimal) && call.Method.Name == nameof(decimal.Parse))
        {
            return Refuse(call, $"the decimals of {name} have no scale that a plan could see.", "Write DecimalMath.Parse(text, scale).");
        }

        if (call.Method.DeclaringType is { IsGenericType: true } type && (type.GetGenericTypeDefinition() == typeof(OrderedGroup<>)
            || type.GetGenericTypeDefinition() == typeof(FirstEvents<>)))
        {
            return new("UNI0011", call.ToString(), "the events of a group in an order are no value of its row.",
                "Of the first one take a column, g.OrderBy(x => x.At).First().Value; a list is g.TopBy(n, x => x.Value, x => x.By); "
                    + "a row for each is groups.SelectMany(g => g.OrderBy(x => x.By).Take(n), (g, x) => new Row(g.Key, x.Value)).");
        }

        return IsOfBaseLibrary(call.Method) && ImpureMembers.Of(call.Method, call.Method) is { } impure
            ? Refuse(call, $"method {name} {impure.Reason}.", impure.WayOut)
            : Refuse(call, $"method {name} is not in the function catalogue.", CanBeUserFunction(call)
                ? IsOfBaseLibrary(call.Method)
                    ? "Use a function of docs/functions.md, or call it in a static method of your own that is marked [Deterministic]."
                    : "Use a function of docs/functions.md, or mark a pure static method of your own [Deterministic]."
                : "Use the functions of docs/functions.md. A static method of your own that is marked [Deterministic] takes and "
                    + "returns the types of docs/definitions.md.");
    }

    public static DefinitionException Of(MemberExpression member) => new("UNI0011", member.ToString(),
        $"property {member.Member.DeclaringType?.Name}.{member.Member.Name} is not in the function catalogue.",
        "Use one of docs/functions.md, or a static method of your own that is marked [Deterministic].");

    private static bool IsOfBaseLibrary(MethodInfo method) => method.DeclaringType?.Assembly == typeof(object).Assembly;

    private static bool CanBeUserFunction(MethodCallExpression call) =>
        ClrTypes.TryMap(call.Method.ReturnType) is not null
        && call.Arguments.All(a => ClrTypes.TryMap(a.Type) is not null || a.Type.IsEnum);

    private static DefinitionException Refuse(Expression node, string reason, string wayOut) => new("UNI0013", node.ToString(), reason,
        wayOut);
}
