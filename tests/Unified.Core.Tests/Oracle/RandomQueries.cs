using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Expressions;
using Unified.Linq;
using Unified.Sql;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>Random queries that are well typed.</summary>
/// <param name="random">Where choices come from.</param>
/// <param name="engine">The engine that must have a form of what is below the groups, or null.</param>
/// <param name="wanted">A template that is in it, so that no function is left to chance.</param>
internal sealed class RandomQueries(Random random, SqlEngine? engine, Template wanted)
{
    private static readonly ImmutableArray<MethodInfo> Methods =
        [.. typeof(Group<,>).GetMethods().Where(m => AggregateCatalogue.Find(m.Name) is not null && IsOfOneValue(m))];

    // A result that is a list has tests of its own; so have options that are lists.
    private static bool IsOfOneValue(MethodInfo method) => !(method.ReturnType.IsGenericType
        && method.ReturnType.IsAssignableTo(typeof(System.Collections.IEnumerable)))
        && !method.GetParameters().Any(p => p.ParameterType.IsArray);

    /// <summary>The aggregates that an author can write, and whose result is one value.</summary>
    public static ImmutableArray<AggregateFunction> Functions { get; } =
        [.. AggregateCatalogue.All.Where(f => Methods.Any(m => m.Name == f.Name))];

    private int _names;

    /// <summary>A query, which the plan may still refuse.</summary>
    public RandomQuery Next() => random.Next(5) == 0 ? Rows() : Groups();

    private RandomQuery Rows()
    {
        var (input, scope) = Input();
        var expressions = Over(scope);
        return new RandomQuery(input, [], false, [], [Wanted(scope), .. Enumerable.Range(0, random.Next(5)).Select(_ =>
            expressions.Next(expressions.Type(), 2))], null);
    }

    private RandomQuery Groups()
    {
        var count = random.Next(4) == 0 ? random.Next(2, 4) : 1;
        var inner = count == 2 && random.Next(2) == 0;
        var (first, firstScope) = Input();
        var keys = Keys(first, firstScope);
        var optional = count > 1 && !inner;
        List<Grouped> groups = [new Grouped(first, keys, [.. Aggregates(firstScope, optional)])];
        while (groups.Count < count)
        {
            var (input, scope) = Input();
            groups.Add(new Grouped(input, [.. keys.Select((k, i) => Window(k) ? Rewindowed(k, input)
                : SameKey(k, firstScope, scope))], [.. Aggregates(scope, optional)]));
        }

        ImmutableArray<ParameterExpression> names = [.. keys.Select((k, i) => Expression.Parameter(k.Type, $"k{i}"))];
        var finished = Scope.Of(names.Zip(keys, (n, k) => KeyValuePair.Create(n, firstScope.Translate(k)!.Type))
            .Concat(groups.SelectMany(g => g.Aggregates).Select(a => KeyValuePair.Create(a.Result, _results[a.Result]))));
        return Finished(new RandomQuery(null, [.. groups], inner, names, [], null), finished);
    }

    // All aggregates that are no column are in an expression, and of each function there is one of those.
    private RandomQuery Finished(RandomQuery query, Scope scope)
    {
        var expressions = new RandomExpressions(random, scope, SqlEngine.ClickHouse);
        var columns = new List<Expression>();
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var aggregate in query.Aggregates.Take(AnyRow.MostColumns - query.Keys.Length))
        {
            if (random.Next(3) > 0 || !hidden.Add(aggregate.Method.Name))
            {
                columns.Add(aggregate.Result);
            }
        }

        for (var i = random.Next(3); i > 0 && columns.Count + query.Keys.Length < AnyRow.MostColumns; i--)
        {
            columns.Add(expressions.Next(expressions.Type(), random.Next(1, 4)));
        }

        if (columns.Count == 0)
        {
            columns.Add(query.Aggregates.First().Result);
        }

        var having = random.Next(3) == 0 ? expressions.Next(typeof(bool), 2) : null;
        return Used(query with { Columns = [.. columns.OrderBy(_ => random.Next())], Having = having });
    }

    /// <summary>The same without aggregates that nothing uses.</summary>
    public static RandomQuery Used(RandomQuery query)
    {
        var used = new HashSet<Expression>();
        foreach (var expression in query.Columns.Concat(query.Having is null ? [] : [query.Having]))
        {
            _ = new Replace(n =>
            {
                used.Add(n);
                return null;
            }).Visit(expression);
        }

        return query with
        {
            Groups = [.. query.Groups.Select(g => g with { Aggregates = [.. g.Aggregates.Where(a => used.Contains(a.Result))] })],
        };
    }

    private ImmutableArray<Expression> Keys(Input input, Scope scope)
    {
        var keys = new List<Expression>();
        if (random.Next(2) == 0)
        {
            keys.Add(Windows.Next(random, Time(input)));
        }

        if (random.Next(2) == 0 && Wanted(scope) is var wish && !Window(wish))
        {
            keys.Add(wish);
            _isIn = true;
        }

        for (var i = random.Next(keys.Count == 0 ? 1 : 0, 3); i > 0; i--)
        {
            var expressions = Over(scope);
            var key = expressions.Next(expressions.Type(), random.Next(2), nullable: false);
            if (!Window(key))
            {
                keys.Add(key);
            }
        }

        return keys.Count == 0 ? [Expression.Property(input.Row, input.Row.Type.GetProperties()[^1])] : [.. keys.OrderBy(_ =>
            random.Next())];
    }

    // Of a decimal the digits are the same too, of a text whether it may be null.
    private Expression SameKey(Expression key, Scope of, Scope scope)
    {
        var (type, made) = (of.Translate(key)!.Type, key);
        for (var i = 0; i < 20; i++)
        {
            made = Over(scope).Next(key.Type, i == 0 ? 1 : 0, type.Nullable);
            if (scope.Translate(made)?.Type == type)
            {
                break;
            }
        }

        return made;
    }

    private static bool Window(Expression key) => key is MethodCallExpression call && call.Method.DeclaringType == typeof(Window);

    private static MethodCallExpression Rewindowed(Expression key, Input input)
    {
        var call = (MethodCallExpression)key;
        return Expression.Call(call.Method, call.Arguments.Select((a, i) => i == 0 ? Time(input) : a));
    }

    private static MemberExpression Time(Input input) =>
        Expression.Property(input.Row, input.Sides.Length == 1 ? nameof(Sample.Time) : "C0");

    private readonly Dictionary<ParameterExpression, DataType> _results = [];

    private bool _isIn;

    private Expression Wanted(Scope scope)
    {
        var expressions = Over(scope);
        for (var i = 0; i < 20; i++)
        {
            var made = expressions.Of(wanted, 1 + random.Next(2));
            if (scope.IsIn(made) && expressions.Read(made) is not null)
            {
                return made;
            }
        }

        return expressions.Next(wanted.Body.Type, 1);
    }

    private IEnumerable<Aggregate> Aggregates(Scope scope, bool optional)
    {
        if (!_isIn)
        {
            var value = Wanted(scope);
            var name = Expression.Parameter(typeof(long), $"a{_names++}");
            _results[name] = DataType.Int64;
            _isIn = true;
            yield return new Aggregate(name, Methods.First(m => m.Name == "CountDistinct"), [], value, null, []);
        }

        for (var i = random.Next(1, 4); i > 0; i--)
        {
            Aggregate? made = null;
            for (var tries = 0; made is null && tries < 20; tries++)
            {
                made = Aggregate(scope, optional);
            }

            if (made is not null)
            {
                yield return made;
            }
        }
    }

    private Aggregate? Aggregate(Scope scope, bool optional)
    {
        // The function first: most methods are of a few functions.
        var function = Pick(Functions);
        var method = Pick([.. Methods.Where(m => m.Name == function.Name)]);
        var expressions = Over(scope);
        var filters = ImmutableArray.CreateBuilder<Expression>();
        for (var i = random.Next(3) == 0 ? 1 : 0; i > 0; i--)
        {
            filters.Add(expressions.Next(typeof(bool), 2));
        }

        var (lambdas, options) = (new List<Expression>(), ImmutableArray.CreateBuilder<object>());
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType.IsAssignableTo(typeof(Delegate)))
            {
                var type = parameter.ParameterType.GetGenericArguments()[^1];
                lambdas.Add(expressions.Next(!type.IsGenericParameter ? type
                    : type.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? typeof(string)
                    : expressions.Type(), random.Next(3)));
            }
            else
            {
                options.Add(parameter.ParameterType == typeof(double) ? new[] { 0.0, 0.5, 0.95, 1.0, 0.333333 }[random.Next(5)]
                    : parameter.ParameterType == typeof(int) ? random.Next(1, 6) : new[] { ",", "", "😀'" }[random.Next(3)]);
            }
        }

        if (method.GetParameters() is [{ Name: "predicate" }])
        {
            filters.Add(lambdas[0]);
            lambdas.Clear();
        }

        var types = lambdas.Select(l => expressions.Read(l)?.Type).ToList();
        if (types.Contains(null))
        {
            return null;
        }

        var argument = types.Count == 0 ? null : types[0];
        var by = types.Count > 1 ? types[1] : null;
        var partial = optional || filters.Count > 0;
        argument = partial && argument is { Kind: TypeKind.String } text ? text.AsNullable() : argument;
        argument = argument is { } value ? function.Taken(value) : null;
        if (function.ResultType(argument, by) is not { } result
            || (partial && !function.HasEmptyResult(argument) && !(function.HasSecond && result.Nullable))
            || (!function.HasSecond && by is { } order && (!Extreme.Takes(order)
                || (order.Nullable && argument is not { Nullable: true }))))
        {
            return null;
        }

        var clr = method.ReturnType.IsGenericParameter ? lambdas[0].Type : method.ReturnType;
        var name = Expression.Parameter(clr, $"a{_names++}");
        _results[name] = result;
        return new Aggregate(name, method, filters.ToImmutable(), lambdas.FirstOrDefault(), lambdas.Count > 1 ? lambdas[1] : null,
            options.ToImmutable());
    }

    private (Input Input, Scope Scope) Input()
    {
        var concat = random.Next(6) == 0;
        var (row, sides, scope) = concat ? Concat() : Single();
        ImmutableArray<Expression> filters = [.. Filters(scope)];
        if (random.Next(3) > 0)
        {
            return (new Input(row, sides, filters, null, null, []), scope);
        }

        var expressions = Over(scope);
        var value = expressions.Next(expressions.Type(), 2);
        if (expressions.Read(value) is not { } read)
        {
            return (new Input(row, sides, filters, null, null, []), scope);
        }

        var name = Expression.Parameter(value.Type, $"v{_names++}");
        var named = scope.With(name, read);
        return (new Input(row, sides, filters, value, name, [.. Filters(named)]), named);
    }

    private (ParameterExpression Row, ImmutableArray<Side> Sides, Scope Scope) Single() => (RandomQuery.Event,
        [new Side(random.Next(2), [], [])], Scope.Of(RandomQuery.Event, SampleData.Schema.Columns));

    private (ParameterExpression Row, ImmutableArray<Side> Sides, Scope Scope) Concat()
    {
        var scope = Scope.Of(RandomQuery.Event, SampleData.Schema.Columns);
        var expressions = Over(scope);
        var time = Expression.Property(RandomQuery.Event, nameof(Sample.Time));
        var types = Enumerable.Range(0, random.Next(2, 6)).Select(_ => expressions.Type()).ToList();
        ImmutableArray<Side> sides = [.. Enumerable.Range(0, 2).Select(s => new Side(s, [.. Filters(scope)],
            [time, .. types.Select(t => expressions.Next(t, random.Next(2)))]))];
        var row = Expression.Parameter(AnyRow.Of([typeof(DateTime), .. types]), "r");
        var columns = sides[0].Columns.Zip(sides[1].Columns, (a, b) => (A: scope.Translate(a)!, B: scope.Translate(b)!)).Select((c, i) =>
            new Field($"C{i}", Alike(c.A, c.B)));
        return (row, sides, Scope.Of(row, [.. columns]));
    }

    // The type that holds the values of both sides.
    private static DataType Alike(Expr a, Expr b)
    {
        var nullable = a.Type.Nullable || b.Type.Nullable;
        if (a.Type.Kind != TypeKind.Decimal)
        {
            return a.Type.WithNull(nullable);
        }

        var scale = Math.Max(a.Type.Scale, b.Type.Scale);
        var digits = Math.Max(a.Type.Precision - a.Type.Scale, b.Type.Precision - b.Type.Scale);
        return DataType.Decimal(digits + scale, scale).WithNull(nullable);
    }

    private IEnumerable<Expression> Filters(Scope scope) =>
        Enumerable.Range(0, random.Next(3) switch { 0 => 1, 1 when random.Next(3) == 0 => 2, _ => 0 }).Select(_ =>
            Over(scope).Next(typeof(bool), random.Next(1, 3)));

    private RandomExpressions Over(Scope scope) => new(random, scope, engine);

    private T Pick<T>(ImmutableArray<T> all) => all[random.Next(all.Length)];
}
