using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Plans;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>The rows of an answer, computed as C# from the results of plain aggregates.</summary>
internal sealed class FinishedRows
{
    private readonly RandomQuery _query;
    private readonly JobPlan _plan;
    private readonly IReadOnlyList<(AggregateCall Call, Aggregate Aggregate)> _calls;
    private readonly List<ParameterExpression> _names;
    private readonly Func<object?[], object?>[] _columns;
    private readonly Func<object?[], object?>? _having;

    public FinishedRows(RandomQuery query, JobPlan plan, IReadOnlyList<(AggregateCall Call, Aggregate Aggregate)> calls)
    {
        (_query, _plan, _calls) = (query, plan, calls);
        _names = [.. query.Keys, .. calls.Select(c => c.Aggregate.Result)];
        _columns = [.. query.Columns.Select(Compile)];
        _having = query.Having is null ? null : Compile(query.Having);
    }

    /// <summary>A group's row in carriers, empty when it is in no answer, null when it cannot be computed.</summary>
    /// <returns>And false when an engine may fail or not.</returns>
    public (object?[]? Row, bool IsCertain) Row(object?[] keys, Func<AggregateCall, IReadOnlyList<PlainEvent>> events)
    {
        object?[] values = [.. keys.Select((k, i) => Carriers.ToClr(k, KeyType(i), _query.Keys[i].Type)), .. _calls.Select(c =>
        {
            try
            {
                // The sum of no events is 0 where it cannot be null.
                return Carriers.ToClr(PlainAggregates.Result(c.Call, events(c.Call)), c.Call.ResultType, c.Aggregate.Result.Type)
                    ?? (c.Call.ResultType.Nullable ? null : Activator.CreateInstance(c.Aggregate.Result.Type));
            }
            catch (OverflowException error)
            {
                return error;
            }
        })];
        var certain = !values.Any(v => v is Exception);
        if (_calls.Where((c, i) => values[keys.Length + i] is Exception && c.Call.ResultType.Kind == TypeKind.Duration).Any())
        {
            // Longer than a TimeSpan can be, but not than rows can hold.
            return ([], false);
        }

        try
        {
            if (_having?.Invoke(values) is false)
            {
                return ([], certain);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (null, certain);
        }

        try
        {
            var columns = _columns.Select((c, i) => Carriers.FromClr(c(values), _plan.Outputs[_query.Keys.Length + i].Field.Type));
            return ([.. keys, .. columns], certain);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (null, true);
        }
    }

    private DataType KeyType(int i) => _plan.Outputs[i].Field.Type;

    private Func<object?[], object?> Compile(Expression expression)
    {
        var values = Expression.Parameter(typeof(object?[]), "values");
        var body = new Replace(n => n is ParameterExpression name && _names.IndexOf(name) is >= 0 and var i
            ? Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(i)), name.Type) : null).Visit(expression)!;
        return Expression.Lambda<Func<object?[], object?>>(Expression.Convert(CSharpOrder.Of(body), typeof(object)), values).Compile();
    }
}
