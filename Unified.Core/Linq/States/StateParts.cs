using System.Linq.Expressions;
using System.Reflection;
using Unified.Errors;
using Unified.Expressions;

namespace Unified.Linq.States;

/// <summary>The parts of a state of the author's: its properties, or the value that it is.</summary>
internal sealed class StateParts
{
    private readonly Type _state;
    private readonly string _owner;

    private StateParts(Type state, string owner, IReadOnlyList<PropertyInfo?> all) => (_state, _owner, All) = (state, owner, all);

    /// <summary>Its properties; one null for a state that is one value.</summary>
    public IReadOnlyList<PropertyInfo?> All { get; }

    /// <summary>The parts of a type.</summary>
    public static StateParts Of(Type state, string owner) => ClrTypes.TryMap(state) is not null
        ? new StateParts(state, owner, [null])
        : new StateParts(state, owner, [.. state.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => IsSet(state, p))]);

    /// <summary>How a message names a part.</summary>
    public static string Name(PropertyInfo? part) => part is null ? "the state" : $"'{part.Name}'";

    /// <summary>True when a node is a part of a state.</summary>
    public static bool Is(Expression node, ParameterExpression state, PropertyInfo? part) => part is null
        ? node == state
        : node is MemberExpression { Member: PropertyInfo member, Expression: { } owner } && owner == state && member.Name == part.Name;

    /// <summary>The part's type.</summary>
    public Type TypeOf(PropertyInfo? part) => part?.PropertyType ?? _state;

    /// <summary>The part's value in a state.</summary>
    public static object? Value(PropertyInfo? part, object? state) => part is null ? state : part.GetValue(state);

    /// <summary>What a new state has as its part.</summary>
    /// <exception cref="DefinitionException">UNI0072: the expression does not say it.</exception>
    public Expression In(Expression state, PropertyInfo? part)
    {
        if (part is null)
        {
            return state;
        }

        var value = state switch
        {
            MemberInitExpression { NewExpression.Arguments.Count: 0 } made => made.Bindings.OfType<MemberAssignment>()
                .FirstOrDefault(b => b.Member.Name == part.Name)?.Expression,
            NewExpression made => Argument(made, part),
            _ => null,
        };
        return value ?? throw Refused(_owner, state, $"it does not say what becomes of {Name(part)}",
            $"Write new {_state.Name}(...) or new {_state.Name} {{ ... }} with every property.");
    }

    /// <summary>UNI0072.</summary>
    public static DefinitionException Refused(string owner, Expression node, string reason, string wayOut) =>
        new("UNI0072", node.ToString(), $"the state of {owner} cannot be merged by every engine: {reason}.", wayOut);

    // Not what is computed of others.
    private static bool IsSet(Type state, PropertyInfo part) => part.GetIndexParameters().Length == 0
        && (part.CanWrite || state.GetConstructors().SelectMany(c => c.GetParameters())
            .Any(p => string.Equals(p.Name, part.Name, StringComparison.OrdinalIgnoreCase)));

    private static Expression? Argument(NewExpression made, PropertyInfo part)
    {
        var parameters = made.Constructor?.GetParameters() ?? [];
        var place = Array.FindIndex(parameters, p => string.Equals(p.Name, part.Name, StringComparison.OrdinalIgnoreCase));
        return place < 0 ? null : made.Arguments[place];
    }
}
