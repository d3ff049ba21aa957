using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

/// <summary>Makes a query that fails smaller, as long as it still fails.</summary>
internal static class Shrinker
{
    private const int MostTries = 1_500;

    /// <summary>The smallest query and the fewest events that were found.</summary>
    /// <param name="query">Fails.</param>
    /// <param name="logs">Over these events.</param>
    /// <param name="fails">Whether it still fails in the same way; false too when it cannot be planned.</param>
    public static (RandomQuery Query, IReadOnlyList<IReadOnlyList<Placed>> Events) Shrink(RandomQuery query,
        IReadOnlyList<IReadOnlyList<Placed>> logs, Func<RandomQuery, IReadOnlyList<IReadOnlyList<Placed>>, bool> fails)
    {
        var tries = 0;
        bool Try(RandomQuery q, IReadOnlyList<IReadOnlyList<Placed>> l) => ++tries < MostTries && fails(q, l);
        for (var changed = true; changed && tries < MostTries;)
        {
            changed = false;
            if (Fewer(logs).FirstOrDefault(l => Try(query, l)) is { } fewer)
            {
                (logs, changed) = (fewer, true);
            }

            if (Smaller(query).FirstOrDefault(q => Try(q, logs)) is { } smaller)
            {
                (query, changed) = (smaller, true);
            }
        }

        return (query, logs);
    }

    // Half of a log, a quarter, and at last one event less.
    private static IEnumerable<IReadOnlyList<IReadOnlyList<Placed>>> Fewer(IReadOnlyList<IReadOnlyList<Placed>> logs)
    {
        for (var log = 0; log < logs.Count; log++)
        {
            for (var size = logs[log].Count; size > 0; size /= 2)
            {
                for (var first = 0; first < logs[log].Count; first += size)
                {
                    yield return [.. logs.Select((l, i) => i != log ? l : [.. l.Take(first), .. l.Skip(first + size)])];
                }
            }
        }
    }

    private static IEnumerable<RandomQuery> Smaller(RandomQuery query)
    {
        if (query.Having is not null)
        {
            yield return query with { Having = null };
        }

        for (var i = 0; query.Groups.Length > 1 && i < query.Groups.Length; i++)
        {
            yield return Without(query with { Groups = query.Groups.RemoveAt(i), Inner = query.Inner && query.Groups.Length > 2 });
        }

        for (var i = 0; query.Columns.Length > 1 && i < query.Columns.Length; i++)
        {
            yield return RandomQueries.Used(query with { Columns = query.Columns.RemoveAt(i) });
        }

        for (var k = 0; query.Keys.Length > 1 && k < query.Keys.Length; k++)
        {
            yield return Without(query with
            {
                Keys = query.Keys.RemoveAt(k),
                Groups = [.. query.Groups.Select(g => g with { Keys = g.Keys.RemoveAt(k) })],
            });
        }

        foreach (var smaller in Inputs(query))
        {
            yield return smaller;
        }

        // One expression at a time: a part of it that is of its type, or nothing but a value.
        var slots = 0;
        _ = Map(query, e =>
        {
            slots++;
            return e;
        });
        for (var slot = 0; slot < slots; slot++)
        {
            foreach (var simple in Simpler(Slot(query, slot)))
            {
                yield return RandomQueries.Used(Put(query, slot, simple));
            }
        }
    }

    private static IEnumerable<RandomQuery> Inputs(RandomQuery query)
    {
        var inputs = query.Inputs.ToList();
        for (var i = 0; i < inputs.Count; i++)
        {
            var input = inputs[i];
            foreach (var smaller in Smaller(input))
            {
                yield return query.Input is not null ? query with { Input = smaller }
                    : query with { Groups = query.Groups.SetItem(i, query.Groups[i] with { Input = smaller }) };
            }

            if (input is { Let: { } value, Name: { } name })
            {
                Expression Inlined(Expression e) => Replace.In(e, name, value);
                var plain = input with
                {
                    Let = null,
                    Name = null,
                    Filters = [.. input.Filters, .. input.Later.Select(Inlined)],
                    Later = []
                };
                yield return Map(query.Input is not null ? query with { Input = plain }
                    : query with { Groups = query.Groups.SetItem(i, query.Groups[i] with { Input = plain }) }, Inlined);
            }
        }

        for (var g = 0; g < query.Groups.Length; g++)
        {
            for (var a = 0; a < query.Groups[g].Aggregates.Length; a++)
            {
                var aggregate = query.Groups[g].Aggregates[a];
                if (aggregate.Filters.Length > 0 && aggregate.Method.GetParameters() is not [{ Name: "predicate" }])
                {
                    yield return query with
                    {
                        Groups = query.Groups.SetItem(g, query.Groups[g] with
                        {
                            Aggregates = query.Groups[g].Aggregates.SetItem(a, aggregate with { Filters = [] }),
                        }),
                    };
                }
            }
        }
    }

    private static IEnumerable<Input> Smaller(Input input)
    {
        for (var i = 0; i < input.Filters.Length; i++)
        {
            yield return input with { Filters = input.Filters.RemoveAt(i) };
        }

        for (var i = 0; i < input.Later.Length; i++)
        {
            yield return input with { Later = input.Later.RemoveAt(i) };
        }

        for (var s = 0; s < input.Sides.Length; s++)
        {
            if (input.Sides[s].Filters.Length > 0)
            {
                yield return input with { Sides = input.Sides.SetItem(s, input.Sides[s] with { Filters = [] }) };
            }
        }
    }

    private static IEnumerable<Expression> Simpler(Expression expression)
    {
        var parts = new List<Expression>();
        _ = new Replace(node =>
        {
            if (node != expression && node.Type == expression.Type && node is not (ConstantExpression or LambdaExpression))
            {
                parts.Add(node);
            }

            return null;
        }).Visit(expression);
        if (expression is not ConstantExpression)
        {
            yield return expression.Type == typeof(string) ? Expression.Constant("") : Expression.Constant(
                Activator.CreateInstance(Nullable.GetUnderlyingType(expression.Type) ?? expression.Type), expression.Type);
            if (expression.Type == typeof(bool))
            {
                yield return Expression.Constant(true);
            }
        }

        foreach (var part in parts)
        {
            yield return part;
        }

        // Below it too.
        var inner = new List<Expression>();
        _ = new Replace(node =>
        {
            if (node != expression && node is not (ConstantExpression or LambdaExpression or ParameterExpression or NewArrayExpression)
                && Template.Types.Contains(node.Type) && !(node is MemberExpression { Expression: ParameterExpression }))
            {
                inner.Add(node);
            }

            return null;
        }).Visit(expression);
        foreach (var node in inner)
        {
            foreach (var simple in Simpler(node))
            {
                yield return Replace.In(expression, node, simple);
            }
        }
    }

    // Without aggregates that are of no group any more, and columns over those.
    private static RandomQuery Without(RandomQuery query)
    {
        var known = query.Keys.Concat(query.Aggregates.Select(a => a.Result)).ToHashSet();
        bool Whole(Expression e)
        {
            var whole = true;
            _ = new Replace(n =>
            {
                whole &= n is not ParameterExpression name || known.Contains(name);
                return null;
            }).Visit(e);
            return whole;
        }

        return RandomQueries.Used(query with
        {
            Columns = [.. query.Columns.Where(Whole)],
            Having = query.Having is { } having && Whole(having) ? having : null,
        });
    }

    private static Expression Slot(RandomQuery query, int slot)
    {
        var (found, i) = ((Expression?)null, 0);
        _ = Map(query, e =>
        {
            found = i++ == slot ? e : found;
            return e;
        });
        return found!;
    }

    private static RandomQuery Put(RandomQuery query, int slot, Expression by)
    {
        var i = 0;
        return Map(query, e => i++ == slot ? by : e);
    }

    private static RandomQuery Map(RandomQuery query, Func<Expression, Expression> map)
    {
        ImmutableArray<Expression> All(ImmutableArray<Expression> all) => [.. all.Select(map).ToList()];
        Input Of(Input input) => input with
        {
            Sides = [.. input.Sides.Select(s => s with { Filters = All(s.Filters), Columns = All(s.Columns) }).ToList()],
            Filters = All(input.Filters),
            Let = input.Let is null ? null : map(input.Let),
            Later = All(input.Later),
        };
        return query with
        {
            Input = query.Input is null ? null : Of(query.Input),
            Groups = [.. query.Groups.Select(g => g with
            {
                Input = Of(g.Input),
                Keys = All(g.Keys),
                Aggregates = [.. g.Aggregates.Select(a => a with
                {
                    Filters = All(a.Filters),
                    Argument = a.Argument is null ? null : map(a.Argument),
                    By = a.By is null ? null : map(a.By),
                }).ToList()],
            }).ToList()],
            Columns = All(query.Columns),
            Having = query.Having is null ? null : map(query.Having),
        };
    }
}
