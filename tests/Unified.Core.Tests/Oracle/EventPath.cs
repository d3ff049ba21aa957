using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

/// <summary>A row as an aggregate takes it: what it is of and what it is ordered by.</summary>
internal sealed record Taken(object? Value, object? By);

/// <summary>What a path makes of an event: keys or columns; and what each aggregate takes of it, null for nothing.</summary>
internal sealed record Made(IReadOnlyList<object?> Values, IReadOnlyList<Taken?> Taken);

/// <summary>One way of an event through a query, as C# computes it.</summary>
internal sealed class EventPath
{
    private readonly Func<Sample, object?>[] _before;
    private readonly Func<Sample, object?>[] _columns;
    private readonly Func<Sample, object?>[] _filters;
    private readonly Func<Sample, object?>[] _values;
    private readonly (Func<Sample, object?>[] Filters, Func<Sample, object?>? Argument, Func<Sample, object?>? By)[] _aggregates;

    /// <param name="input">The rows.</param>
    /// <param name="side">The number of the log among those that are concatenated.</param>
    /// <param name="values">Keys, or the result's columns.</param>
    /// <param name="aggregates">The aggregates.</param>
    public EventPath(Input input, int side, IEnumerable<Expression> values, IEnumerable<Aggregate> aggregates)
    {
        Source = input.Sides[side].Source;
        Func<Sample, object?> Compile(Expression e) => Meaning.Compile(Inlined(input, side, e));
        var (keys, taken) = (values.ToList(), aggregates.ToList());
        _before = [.. input.Sides[side].Filters.Select(Meaning.Compile)];
        // Of a concatenation all columns are computed that are used at all.
        _columns = [.. Used(input, [.. input.Filters, .. input.Later, .. keys, .. taken.SelectMany(a =>
            a.Filters.Append(a.Argument).Append(a.By).OfType<Expression>())]).Select(Compile)];
        _filters = [.. input.Filters.Concat(input.Later).Select(Compile)];
        _values = [.. keys.Select(Compile)];
        var time = Compile(input.Sides.Length == 1 ? Expression.Property(input.Row, nameof(Sample.Time))
            : Expression.Property(input.Row, "C0"));
        _aggregates = [.. taken.Select(a => (a.Filters.Select(Compile).ToArray(), a.Argument is null ? null : Compile(a.Argument),
            a.By is not null ? Compile(a.By) : AggregateCatalogue.Find(a.Method.Name)!.Order == EventOrder.EventTime ? time : null))];
    }

    /// <summary>The log that it reads.</summary>
    public int Source { get; }

    /// <summary>What it makes of an event, or null when a filter leaves it out. Throws what C# throws.</summary>
    public Made? Of(Sample one)
    {
        if (_before.Any(f => f(one) is not true))
        {
            return null;
        }

        Array.ForEach(_columns, c => c(one));
        if (_filters.Any(f => f(one) is not true))
        {
            return null;
        }

        object?[] values = [.. _values.Select(v => v(one))];
        return new Made(values, [.. _aggregates.Select(a => a.Filters.Any(f => f(one) is not true) ? null
            : new Taken(a.Argument?.Invoke(one), a.By?.Invoke(one)))]);
    }

    private static IEnumerable<MemberExpression> Used(Input input, IEnumerable<Expression> expressions)
    {
        var used = new List<MemberExpression>();
        foreach (var expression in input.Sides.Length == 1 ? [] : expressions)
        {
            _ = new Replace(n =>
            {
                if (n is MemberExpression { Expression: ParameterExpression row } member && row == input.Row)
                {
                    used.Add(member);
                }

                return null;
            }).Visit(input.Let is null ? expression : Replace.In(expression, input.Name!, input.Let));
        }

        return used.DistinctBy(m => m.Member.Name);
    }

    // A let is a name, and so is a column of a concatenation: what is not used is not computed.
    private static Expression Inlined(Input input, int side, Expression expression)
    {
        var columns = input.Sides[side].Columns;
        Expression InSide(Expression e) => new Replace(n => n is MemberExpression { Expression: ParameterExpression row } member
            && row == input.Row ? columns.IsEmpty ? Expression.Property(RandomQuery.Event, member.Member.Name)
                : columns[int.Parse(member.Member.Name[1..], System.Globalization.CultureInfo.InvariantCulture)]
            : null).Visit(e)!;
        return InSide(input.Let is null ? expression : new Replace(n => n == input.Name ? input.Let : null).Visit(expression)!);
    }
}
