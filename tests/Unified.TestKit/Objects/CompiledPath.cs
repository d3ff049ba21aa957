using System.Linq.Expressions;
using Unified.Definition;
using Unified.TestKit.Oracle;

namespace Unified.TestKit.Objects;

/// <summary>A way of an event through a query, compiled by .NET.</summary>
internal sealed class CompiledPath
{
    private readonly List<ParameterExpression> _slots;
    private readonly List<(bool IsList, Func<object?[], object?> Value)> _clauses = [];
    private readonly List<Func<object?[], object?>> _values;
    private readonly int _elements;

    /// <param name="path">The way.</param>
    /// <param name="window">Stands for the window of a row; null where it has none.</param>
    /// <param name="values">What is computed of a row, each with the clause that it stands in.</param>
    /// <param name="stepping">Where a debugger stops.</param>
    public CompiledPath(EventPath path, ParameterExpression? window, IReadOnlyList<(DefinitionStep Step, Expression Value)> values,
        Stepping stepping)
    {
        Path = path;
        _slots = [path.Event, .. path.Clauses.Select(c => c.Element).OfType<ParameterExpression>()];
        _elements = _slots.Count;
        if (window is not null)
        {
            _slots.Add(window);
        }

        for (var clause = 0; clause <= path.Clauses.Count; clause++)
        {
            foreach (var (row, _, _) in path.Concatenated.Where(c => c.Clause == clause))
            {
                var used = path.Clauses.Skip(clause).Select(c => c.Value).Concat(values.Select(v => v.Value))
                    .Concat(path.Concatenated.Select(c => c.Value)).SelectMany(e => Members(e, row)).DistinctBy(e => e.ToString());
                _clauses.AddRange(used.Select(u => (false, After(Compile(u)))));
            }

            if (clause < path.Clauses.Count)
            {
                var (step, value, element) = path.Clauses[clause];
                _clauses.Add((element is not null, stepping.Through(step, Compile(value))));
            }
        }

        _values = [.. values.Select(v => stepping.Through(v.Step, Compile(v.Value)))];
    }

    /// <summary>The way.</summary>
    public EventPath Path { get; }

    /// <summary>The rows that an event becomes: the event and the elements of its lists, and a place for a window.</summary>
    /// <exception cref="Exception">What C# throws.</exception>
    public IEnumerable<object?[]> Rows(object one)
    {
        var row = new object?[_slots.Count];
        row[0] = one;
        return Rows(row, 0, 1);
    }

    /// <summary>The same row in a window.</summary>
    public object?[] In(object?[] row, object? window)
    {
        object?[] placed = [.. row];
        placed[_elements] = window;
        return placed;
    }

    /// <summary>A value of a row.</summary>
    public object? Value(int number, object?[] row) => _values[number](row);

    private IEnumerable<object?[]> Rows(object?[] row, int clause, int slot)
    {
        for (; clause < _clauses.Count; clause++)
        {
            var (isList, value) = _clauses[clause];
            if (isList)
            {
                foreach (var element in (System.Collections.IEnumerable?)value(row) ?? Array.Empty<object>())
                {
                    object?[] next = [.. row];
                    next[slot] = element;
                    foreach (var made in Rows(next, clause + 1, slot + 1))
                    {
                        yield return made;
                    }
                }

                yield break;
            }

            if (value(row) is not true)
            {
                yield break;
            }
        }

        yield return row;
    }

    private Func<object?[], object?> Compile(Expression expression)
    {
        foreach (var (row, value, _) in Path.Concatenated.Reverse())
        {
            expression = Inlining.Of(expression, row, value);
        }

        var slots = Expression.Parameter(typeof(object?[]), "slots");
        var body = new Replace(n => n is ParameterExpression name && _slots.IndexOf(name) is >= 0 and var i
            ? Expression.Convert(Expression.ArrayIndex(slots, Expression.Constant(i)), name.Type) : null)
            .Visit(CSharpOrder.Of(expression))!;
        return Expression.Lambda<Func<object?[], object?>>(Expression.Convert(body, typeof(object)), slots).Compile();
    }

    // Computed, and no filter.
    private static Func<object?[], object?> After(Func<object?[], object?> value) => row =>
    {
        value(row);
        return true;
    };

    private static List<Expression> Members(Expression expression, ParameterExpression row)
    {
        var used = new List<Expression>();
        _ = new Replace(n =>
        {
            if (n is MemberExpression { Expression: { } owner } member && owner == row)
            {
                used.Add(member);
            }

            return null;
        }).Visit(expression);
        return used;
    }
}
