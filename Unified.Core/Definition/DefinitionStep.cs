using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Unified.Errors;
using Unified.Types;

namespace Unified.Definition;

/// <summary>What a job author wrote, step by step, before it is understood. Only the planner reads it.</summary>
/// <param name="Place">Where the clause stands.</param>
internal abstract record DefinitionStep(SourcePlace? Place)
{
    /// <summary>The place that the compiler passes to a clause's method.</summary>
    public static SourcePlace? At(string file, int line) => file.Length == 0 ? null
        : new SourcePlace(file[(file.LastIndexOfAny(['/', '\\']) + 1)..], line) { Path = file };
}

internal sealed record SourceStep(SourceSettings Source) : DefinitionStep(Source.Place);

internal sealed record WhereStep(DefinitionStep Input, LambdaExpression Predicate, SourcePlace? Place) : DefinitionStep(Place);

internal sealed record SelectStep(DefinitionStep Input, LambdaExpression Selector, SourcePlace? Place) : DefinitionStep(Place);

/// <summary>A row for every element of a list. The result's parameters: the row and the element; null for the element alone.</summary>
internal sealed record ElementsStep(DefinitionStep Input, LambdaExpression Elements, LambdaExpression? Result, SourcePlace? Place)
    : DefinitionStep(Place);

internal sealed record ConcatStep(DefinitionStep Left, DefinitionStep Right, SourcePlace? Place) : DefinitionStep(Place);

internal sealed record GroupStep(DefinitionStep Input, LambdaExpression Key, LambdaExpression? Element, SourcePlace? Place)
    : DefinitionStep(Place)
{
    /// <summary>What groups must meet to be in the answer: lambdas over a group.</summary>
    public EquatableArray<LambdaExpression> Conditions { get; init; } = [];

    /// <summary>The order of the answer: lambdas over a group.</summary>
    public EquatableArray<SortLambda> Sort { get; init; } = [];
}

/// <summary>What groups are ordered by in the answer.</summary>
internal sealed record SortLambda(LambdaExpression By, bool Descending);

/// <summary>Groups of several inputs by equal keys; <paramref name="Inner"/> keeps only keys that every input has.</summary>
internal sealed record CogroupStep(EquatableArray<GroupStep> Groups, bool Inner, SourcePlace? Place) : DefinitionStep(Place);

/// <summary>One result row a group. The selector's parameters: a group; or the key and a group for each input of a cogroup.</summary>
internal sealed record ResultStep(DefinitionStep Input, LambdaExpression Selector, SourcePlace? Place) : DefinitionStep(Place);

/// <summary>
/// A result row for each of the first events of a group. <paramref name="Events"/> is of a group; <paramref name="Result"/> of a group and
/// an event, <paramref name="Selector"/> of what they give; both may be null.
/// </summary>
internal sealed record FirstEventsStep(GroupStep Input, LambdaExpression Events, LambdaExpression? Result, LambdaExpression? Selector,
    SourcePlace? Place) : DefinitionStep(Place)
{
    /// <summary>The type of the rows.</summary>
    public Type RowType => Selector?.ReturnType ?? Result?.ReturnType ?? Events.ReturnType.GetGenericArguments()[0];
}

/// <summary>One result row an event.</summary>
internal sealed record RowsStep(DefinitionStep Input) : DefinitionStep(Input.Place);

/// <summary>Which rows of the result are in the answer.</summary>
internal sealed record HavingStep(DefinitionStep Input, LambdaExpression Predicate, SourcePlace? Place) : DefinitionStep(Place);

/// <summary>The rows with the largest values of a column; <paramref name="Of"/> says of what each, null for all.</summary>
internal sealed record TopStep(DefinitionStep Input, int Count, LambdaExpression By, LambdaExpression? Of, SourcePlace? Place)
    : DefinitionStep(Place);

/// <summary>How the table of the result is ordered.</summary>
internal sealed record OrderStep(DefinitionStep Input, EquatableArray<LambdaExpression> Columns, SourcePlace? Place)
    : DefinitionStep(Place);

/// <summary>How long rows are kept.</summary>
internal sealed record KeepStep(DefinitionStep Input, TimeSpan Time, SourcePlace? Place) : DefinitionStep(Place);
