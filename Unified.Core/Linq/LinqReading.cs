using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;

namespace Unified.Linq;

/// <summary>
/// What a definition's own expressions were understood as, for whoever runs them as C#: which of them are aggregates, and what the columns
/// of a result are when aggregates of the author's are replaced by what they are composed of. Not thread-safe.
/// </summary>
internal sealed class LinqReading
{
    /// <summary>The aggregates, by the expression itself.</summary>
    public Dictionary<Expression, ReadAggregate> Aggregates { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The rows of first events, by their step.</summary>
    public Dictionary<FirstEventsStep, ReadEvents> Events { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The results, by their selector.</summary>
    public Dictionary<LambdaExpression, ReadResult> Results { get; } = new(ReferenceEqualityComparer.Instance);
}

/// <summary>An aggregate in a definition.</summary>
/// <param name="Written">As C# has it.</param>
/// <param name="Call">As the plan has it.</param>
internal sealed record ReadAggregate(GroupCall Written, AggregateCall Call);

/// <summary>Rows of the first events of groups.</summary>
/// <param name="Written">As C# has them.</param>
/// <param name="Call">The aggregate that keeps the events.</param>
/// <param name="Columns">The columns' expressions, over group, event and place.</param>
/// <param name="Conditions">What groups must meet, over the group.</param>
internal sealed record ReadEvents(FirstEventsCall Written, AggregateCall Call, IReadOnlyList<Expression> Columns,
    IReadOnlyList<Expression> Conditions);

/// <summary>The <c>select</c> of grouped events.</summary>
/// <param name="Key">The parameter that is the key; null where groups have it.</param>
/// <param name="Groups">The parameters that are groups.</param>
/// <param name="Columns">The columns' expressions, in the order in which the selector gives them.</param>
/// <param name="Conditions">What groups must meet, over the first group.</param>
internal sealed record ReadResult(ParameterExpression? Key, ImmutableArray<ParameterExpression> Groups, IReadOnlyList<Expression> Columns,
    IReadOnlyList<Expression> Conditions);
