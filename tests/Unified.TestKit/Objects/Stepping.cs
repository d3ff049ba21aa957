using System.Linq.Expressions;
using Unified.Definition;

namespace Unified.TestKit.Objects;

/// <summary>Lets a debugger step through the clauses of a query.</summary>
internal static class Stepping
{
    /// <summary>The same function, called through the clause's line.</summary>
    public static Func<object?[], object?> Through(DefinitionStep step, ParameterExpression name, Func<object?[], object?> value) => value;
}
