using Unified.Aggregates;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Answers;

/// <summary>Groups of the rows of a result.</summary>
internal static class ResultGroups
{
    /// <summary>The groups.</summary>
    /// <param name="group">What is grouped, by what.</param>
    /// <param name="result">The rows of a result.</param>
    public static IEnumerable<GroupStates> Of(AggregateNode group, Func<ResultNode, IReadOnlyList<object?[]>> result)
    {
        var rows = Rows(group.Input, result);
        var fields = group.Input.Schema.ToList();
        Func<object?[], object?> Compile(Expr value) => CarrierExpression.Compile(value, name => fields.FindIndex(f => f.Name == name));
        var keys = group.Keys.Select(k => Compile(k.Value)).ToList();
        var calls = group.Aggregates.Select(a => (Call: a, Filter: a.Filter is null ? null : Compile(a.Filter),
            Argument: a.Argument is null ? null : Compile(a.Argument))).ToList();
        foreach (var same in rows.Select(r => (Row: r, Keys: keys.Select(k => Carriers.Key(k(r))).ToArray()))
            .GroupBy(r => string.Join('\0', r.Keys.Select(Carriers.Print)), StringComparer.Ordinal))
        {
            yield return new GroupStates(same.First().Keys, call =>
            {
                var (_, filter, argument) = calls.First(c => ReferenceEquals(c.Call, call));
                return PlainAggregates.Result(call, [.. same.Where(r => filter is null || filter(r.Row) is true)
                    .Select(r => new PlainEvent(argument?.Invoke(r.Row)))]) ?? Nothing(call);
            });
        }
    }

    // A sum of nothing is 0 where it cannot be null.
    private static object? Nothing(AggregateCall call) => call is { Function.Name: "Sum", ResultType.Nullable: false }
        ? PlainAggregates.Result(call.ResultType, 0) : null;

    private static IReadOnlyList<object?[]> Rows(LogicalNode node, Func<ResultNode, IReadOnlyList<object?[]>> result)
    {
        switch (node)
        {
            case ResultNode rows:
                return result(rows);
            case FilterNode filter:
                var fields = filter.Schema.ToList();
                var predicate = CarrierExpression.Compile(filter.Predicate, name => fields.FindIndex(f => f.Name == name));
                return [.. Rows(filter.Input, result).Where(r => predicate(r) is true)];
            case ProjectNode project:
                var below = project.Input.Schema.ToList();
                var columns = project.Columns.Select(c =>
                    CarrierExpression.Compile(c.Value, name => below.FindIndex(f => f.Name == name))).ToList();
                return [.. Rows(project.Input, result).Select(r => columns.Select(c => c(r)).ToArray())];
            default:
                throw new InternalException($"Node {node.GetType().Name} is not computed from finished rows.");
        }
    }
}
