using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;

namespace Unified.TestKit.Objects;

/// <summary>What happens to a row on its way: a filter, a list whose elements become rows, or columns that are computed in any
/// case.</summary>
/// <param name="Step">The clause.</param>
/// <param name="Value">The predicate, or the list.</param>
/// <param name="Element">Stands for an element of the list; null for a filter.</param>
internal sealed record PathClause(DefinitionStep Step, Expression Value, ParameterExpression? Element);

/// <summary>
/// One way of an event through a query, as expressions over the event and the elements of its lists: a <c>let</c> is a name, so what is not
/// used is not computed.
/// </summary>
/// <param name="Source">The source that it reads; null for the rows of a result.</param>
/// <param name="Event">Stands for the event.</param>
/// <param name="Clauses">What happens to it.</param>
/// <param name="Row">The row that it has become.</param>
internal sealed record EventPath(SourceSettings? Source, ParameterExpression Event, IReadOnlyList<PathClause> Clauses, Expression Row)
{
    /// <summary>
    /// Rows of concatenations: what stands for each, what it is, and before which clause. Of a concatenation all columns are computed that
    /// are used at all.
    /// </summary>
    public IReadOnlyList<(ParameterExpression Row, Expression Value, int Clause)> Concatenated { get; init; } = [];

    /// <summary>The ways of events to the rows of a step.</summary>
    public static IReadOnlyList<EventPath> To(DefinitionStep step) => step switch
    {
        SourceStep source => [Start(source.Source, source.Source.RecordType, source.Source.EventTimeExpression.Parameters[0].Name)],
        WhereStep where => [.. To(where.Input).Select(p => p with
        {
            Clauses = [.. p.Clauses, new PathClause(step, p.Over(where.Predicate), null)],
        })],
        SelectStep select => [.. To(select.Input).Select(p => p with { Row = p.Over(select.Selector) })],
        ElementsStep elements => [.. To(elements.Input).Select(p => p.Elements(elements))],
        ConcatStep concat => [.. To(concat.Left).Concat(To(concat.Right)).Select(p => p.Named())],
        _ => throw new NotSupportedException($"{step.GetType().Name} is not a step of events."),
    };

    /// <summary>Rows as they are.</summary>
    public static EventPath Start(SourceSettings? source, Type row, string? name)
    {
        var parameter = Expression.Parameter(row, name ?? "e");
        return new EventPath(source, parameter, [], parameter);
    }

    /// <summary>A lambda over the row, over the event.</summary>
    public Expression Over(LambdaExpression lambda) => Inlining.Of(lambda.Body, lambda.Parameters[0], Row);

    private EventPath Named()
    {
        var name = Expression.Parameter(Row.Type, "row");
        return this with { Row = name, Concatenated = [.. Concatenated, (name, Row, Clauses.Count)] };
    }

    private EventPath Elements(ElementsStep step)
    {
        var element = Expression.Parameter(Listed(step.Elements), (step.Result?.Parameters[1] ?? step.Elements.Parameters[0]).Name);
        return this with
        {
            Clauses = [.. Clauses, new PathClause(step, Over(step.Elements), element)],
            Row = step.Result is null ? element
                : Inlining.Of(Inlining.Of(step.Result.Body, step.Result.Parameters[0], Row), step.Result.Parameters[1], element),
        };
    }

    // The lambda gives an IEnumerable of them.
    private static Type Listed(LambdaExpression list) => list.ReturnType.GetGenericArguments()[0];
}

/// <summary>Puts an expression in the place of a parameter, and takes members of new objects from where they were made.</summary>
internal sealed class Inlining(ParameterExpression parameter, Expression by) : ExpressionVisitor
{
    /// <summary>The expression with another in the place of a parameter.</summary>
    public static Expression Of(Expression expression, ParameterExpression parameter, Expression by) =>
        new Inlining(parameter, by).Visit(expression);

    protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;

    protected override Expression VisitMember(MemberExpression node)
    {
        var owner = Visit(node.Expression);
        return Made(owner, node.Member) is { } value ? value.Type == node.Type ? value : Expression.Convert(value, node.Type)
            : node.Update(owner);
    }

    // The value that a member of a new object was given.
    private static Expression? Made(Expression? owner, MemberInfo member) => owner switch
    {
        NewExpression { Members: { } members } made => members.Select(m => m.Name).ToList().IndexOf(member.Name) is >= 0 and var i
            ? made.Arguments[i] : null,
        NewExpression { Constructor: { } constructor } made =>
            Array.FindIndex(constructor.GetParameters(), p => p.Name == member.Name) is >= 0 and var i ? made.Arguments[i] : null,
        MemberInitExpression made => made.Bindings.OfType<MemberAssignment>().FirstOrDefault(b => b.Member.Name == member.Name)?.Expression
            ?? Made(made.NewExpression, member),
        _ => null,
    };
}
