using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;
using Unified.Linq;
using Unified.Plans;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

/// <summary>Random queries as definitions: the steps that the methods of LINQ make.</summary>
internal static class Definitions
{
    /// <summary>The plan of a query.</summary>
    /// <exception cref="Errors.DefinitionException">It is refused.</exception>
    public static JobPlan Plan(RandomQuery query) => JobPlan.Create("random", LinqPlanner.Plan("random", Step(query)));

    /// <summary>The steps of a query.</summary>
    public static DefinitionStep Step(RandomQuery query)
    {
        if (query.Input is { } input)
        {
            var (rows, bind) = Rows(input);
            return new RowsStep(new SelectStep(rows, bind(AnyRow.New(query.Columns)), null));
        }

        var groups = query.Groups.Select(g => Group(g, query.Groups.Length > 1)).ToList();
        var key = groups[0].Step.Key.ReturnType;
        if (groups.Count == 1)
        {
            var (step, row) = groups[0];
            var group = Expression.Parameter(typeof(Group<,>).MakeGenericType(key, row), "g");
            if (query.Having is not null)
            {
                var having = Expression.Lambda(Result(query, query.Having, Expression.Property(group, "Key"), [group]), group);
                step = step with { Conditions = [having] };
            }

            return new ResultStep(step, Expression.Lambda(Selected(query, Expression.Property(group, "Key"), [group]), group), null);
        }

        var shared = Expression.Parameter(key, "key");
        var parameters = groups.Select((g, i) => Expression.Parameter(typeof(Group<,>).MakeGenericType(key, g.Row), $"g{i}")).ToList();
        var result = new ResultStep(new CogroupStep([.. groups.Select(g => g.Step)], query.Inner, null),
            Expression.Lambda(Selected(query, shared, parameters), [shared, .. parameters]), null);
        return query.Having is null ? result : Having(query, result);
    }

    private static NewExpression Selected(RandomQuery query, Expression key, IReadOnlyList<ParameterExpression> groups) =>
        AnyRow.New([.. query.Keys.Concat(query.Columns).Select(c => Result(query, c, key, groups))]);

    // Behind the select, over the row's columns: only what is a column itself can be used there.
    private static HavingStep Having(RandomQuery query, ResultStep result)
    {
        var row = Expression.Parameter(result.Selector.ReturnType, "row");
        ImmutableArray<Expression> columns = [.. query.Keys, .. query.Columns];
        var body = new Replace(node => columns.IndexOf(node) is >= 0 and var i ? Expression.Property(row, $"C{i}") : null)
            .Visit(query.Having)!;
        return new HavingStep(result, Expression.Lambda(body, row), null);
    }

    // One key alone is named after itself, and cogrouped keys have one name.
    private static (GroupStep Step, Type Row) Group(Grouped grouped, bool named)
    {
        var (rows, bind) = Rows(grouped.Input);
        var key = bind(grouped.Keys is [var one] && !named ? one : AnyRow.New(grouped.Keys));
        return (new GroupStep(rows, key, null, null), key.Parameters[0].Type);
    }

    private static (DefinitionStep Step, Func<Expression, LambdaExpression> Bind) Rows(Input input)
    {
        var step = input.Sides.Length == 1 ? Side(input.Sides[0])
            : input.Sides.Select(Side).Aggregate((left, right) => new ConcatStep(left, right, null));
        step = input.Filters.Aggregate(step, (below, f) => new WhereStep(below, Expression.Lambda(f, input.Row), null));
        if (input.Let is null)
        {
            return (step, body => Expression.Lambda(body, input.Row));
        }

        var type = typeof(Let<,>).MakeGenericType(input.Row.Type, input.Let.Type);
        step = new SelectStep(step, Expression.Lambda(Expression.New(type.GetConstructors()[0], input.Row, input.Let), input.Row), null);
        LambdaExpression Bind(Expression body)
        {
            var row = Expression.Parameter(type, "x");
            return Expression.Lambda(new Replace(n => n == input.Row ? Expression.Property(row, "Row")
                : n == input.Name ? Expression.Property(row, "Value") : null).Visit(body)!, row);
        }

        return (input.Later.Aggregate(step, (below, f) => new WhereStep(below, Bind(f), null)), Bind);
    }

    private static DefinitionStep Side(Side side)
    {
        DefinitionStep step = new SourceStep(side.Source == 0 ? SampleSources.Left : SampleSources.Right);
        step = side.Filters.Aggregate(step, (below, f) => new WhereStep(below, Expression.Lambda(f, RandomQuery.Event), null));
        return side.Columns.IsEmpty ? step
            : new SelectStep(step, Expression.Lambda(AnyRow.New(side.Columns), RandomQuery.Event), null);
    }

    // An expression over keys and results, as it stands in the select.
    private static Expression Result(RandomQuery query, Expression expression, Expression key, IReadOnlyList<ParameterExpression> groups) =>
        new Replace(node => node is not ParameterExpression name ? null
            : query.Keys.IndexOf(name) is >= 0 and var k ? key.Type == name.Type ? key : Expression.Property(key, $"C{k}")
            : query.Groups.Select((g, i) => g.Aggregates.FirstOrDefault(a => a.Result == name) is { } a
                ? Call(a, g.Input, groups[i]) : null).FirstOrDefault(c => c is not null)).Visit(expression)!;

    private static MethodCallExpression Call(Aggregate aggregate, Input input, ParameterExpression group)
    {
        var row = group.Type.GetGenericArguments()[1];
        LambdaExpression Bind(Expression body)
        {
            var parameter = Expression.Parameter(row, "r");
            return Expression.Lambda(new Replace(n => n == input.Row
                ? input.Let is null ? parameter : Expression.Property(parameter, "Row")
                : n == input.Name && n is not null ? Expression.Property(parameter, "Value") : null).Visit(body)!, parameter);
        }

        var method = group.Type.GetMethods().First(m => m.MetadataToken == aggregate.Method.MetadataToken);
        ImmutableArray<LambdaExpression> lambdas = [.. new[] { aggregate.Argument, aggregate.By }.OfType<Expression>().Select(Bind)];
        if (method.IsGenericMethodDefinition)
        {
            method = method.MakeGenericMethod([.. lambdas.Select(l => l.ReturnType)]);
        }

        var predicates = aggregate.Filters.Select(Bind).ToList();
        if (method.GetParameters() is [{ Name: "predicate" }])
        {
            lambdas = [predicates[^1]];
            predicates.RemoveAt(predicates.Count - 1);
        }

        var filtered = predicates.Aggregate((Expression)group, (below, f) => Expression.Call(below,
            group.Type.GetMethod("Where", BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance)!, f));
        var (next, option) = (lambdas.ToList(), 0);
        return Expression.Call(filtered, method, method.GetParameters().Select(p =>
        {
            if (!p.ParameterType.IsAssignableTo(typeof(Delegate)))
            {
                return (Expression)Expression.Constant(aggregate.Options[option++]);
            }

            var lambda = next[0];
            next.RemoveAt(0);
            return lambda;
        }).ToList());
    }
}
