using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;

namespace Unified.Core.Tests.Oracle;

/// <summary>Events of one log, as a concatenation takes them: filtered, and with these columns, the event time first.</summary>
/// <param name="Source">The number of the log: 0 is <see cref="SampleSources.Left"/>.</param>
/// <param name="Filters">Over <see cref="RandomQuery.Event"/>.</param>
/// <param name="Columns">What the rows have; empty where the event itself is the row.</param>
internal sealed record Side(int Source, ImmutableArray<Expression> Filters, ImmutableArray<Expression> Columns);

/// <summary>Rows before they are grouped.</summary>
/// <param name="Row">The row: the event itself, or a row of a concatenation's columns.</param>
/// <param name="Sides">One log, or those that are concatenated.</param>
/// <param name="Filters">Over the row.</param>
/// <param name="Let">A value of the row that has a name, or null.</param>
/// <param name="Name">Stands for that value.</param>
/// <param name="Later">Filters behind the let.</param>
internal sealed record Input(ParameterExpression Row, ImmutableArray<Side> Sides, ImmutableArray<Expression> Filters, Expression? Let,
    ParameterExpression? Name, ImmutableArray<Expression> Later);

/// <summary>An aggregate of a group.</summary>
/// <param name="Result">Stands for its result.</param>
/// <param name="Method">The method of <see cref="Definition.Group{TKey, T}"/>, without type arguments.</param>
/// <param name="Filters">Which rows it takes.</param>
/// <param name="Argument">What it is of; null for whole rows.</param>
/// <param name="By">What the rows are ordered by, or null.</param>
/// <param name="Options">A quantile's share, a separator: what stands in the method's other parameters, in their order.</param>
internal sealed record Aggregate(ParameterExpression Result, MethodInfo Method, ImmutableArray<Expression> Filters, Expression? Argument,
    Expression? By, ImmutableArray<object> Options);

/// <summary>A group of an input.</summary>
/// <param name="Input">Its rows.</param>
/// <param name="Keys">Over the row and the let.</param>
/// <param name="Aggregates">What is computed of it.</param>
internal sealed record Grouped(Input Input, ImmutableArray<Expression> Keys, ImmutableArray<Aggregate> Aggregates);

/// <summary>A query. It is C#: it becomes a definition (<see cref="Definitions"/>) and is computed as C# (<see cref="Meaning"/>).</summary>
/// <param name="Input">Of a query that has one row an event.</param>
/// <param name="Groups">Of others: one group, or those that are cogrouped.</param>
/// <param name="Inner">True to keep only keys that all groups have.</param>
/// <param name="Keys">Stand for the keys in columns and having.</param>
/// <param name="Columns">Result columns: behind the keys, or all of an event's row.</param>
/// <param name="Having">Which groups are in the answer; null for all.</param>
internal sealed record RandomQuery(Input? Input, ImmutableArray<Grouped> Groups, bool Inner, ImmutableArray<ParameterExpression> Keys,
    ImmutableArray<Expression> Columns, Expression? Having)
{
    /// <summary>The event.</summary>
    public static ParameterExpression Event { get; } = Expression.Parameter(typeof(Sample), "e");

    /// <summary>All inputs.</summary>
    public IEnumerable<Input> Inputs => Input is null ? Groups.Select(g => g.Input) : [Input];

    /// <summary>All aggregates.</summary>
    public IEnumerable<Aggregate> Aggregates => Groups.SelectMany(g => g.Aggregates);
}
