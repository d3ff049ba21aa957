using System.Collections.Immutable;
using System.Globalization;
using ClickHouse.Driver.ADO.Parameters;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>What follows WHERE in a query for rows. Values are bound, never written into the statement.</summary>
/// <param name="plan">The job.</param>
/// <param name="parameters">Where they are bound.</param>
internal sealed class RowsPredicate(JobPlan plan, ClickHouseParameterCollection parameters)
{
    /// <summary>The column that <c>from</c> and <c>to</c> bound: the start of windows, the time of events; or null.</summary>
    public static string? TimeColumn(JobPlan plan) => plan.Rows.Kind == RowKind.Emission ? plan.Rows.Time!.Name
        : plan.WindowColumn;

    /// <summary>Over the columns of the answer.</summary>
    public string OfAnswer(RowsRequest request) => Where(
        [.. Filters(request, c => c.Field.Name), .. Times(request, TimeColumn(plan)),
            .. request.After is { } place ? After(request.Order, place) : []]);

    /// <summary>Over the states of groups, before they are finished.</summary>
    public string OfStates(RowsRequest request) => Where([.. Filters(request, c => c.Key!), .. Times(request, plan.Rows.Window?.Name)]);

    private static string Where(IReadOnlyList<string> predicates) =>
        predicates.Count == 0 ? "" : " WHERE " + string.Join(" AND ", predicates);

    private IEnumerable<string> Filters(RowsRequest request, Func<OutputColumn, string> name)
    {
        foreach (var filter in request.Filters)
        {
            var (column, type) = (ClickHouseSql.Identifier(name(filter.Column)), filter.Column.Field.Type);
            List<string> either = filter.Values.Count == 0 ? []
                // A set compares the bits of doubles, and 0 is -0.
                : type.IsFloating ? [.. filter.Values.Select(v => $"{column} = {Bind(type, v)}")]
                : [$"{column} IN ({string.Join(", ", filter.Values.Select(v => Bind(type, v)))})"];
            if (filter.OrNull)
            {
                either.Add($"{column} IS NULL");
            }

            yield return $"({string.Join(" OR ", either)})";
        }
    }

    private IEnumerable<string> Times(RowsRequest request, string? column)
    {
        if (request.From is { } from)
        {
            yield return $"{ClickHouseSql.Identifier(column!)} >= {Bind(DataType.Timestamp, from)}";
        }

        if (request.To is { } to)
        {
            yield return $"{ClickHouseSql.Identifier(column!)} < {Bind(DataType.Timestamp, to)}";
        }
    }

    /// <summary>The rows behind a place in an order.</summary>
    private IEnumerable<string> After(RowsOrder order, ImmutableArray<object?> place)
    {
        // Says nothing new, but in a form by which the table's index skips what lies before.
        yield return $"({Behind(order.Terms[0], place[0])} OR {Same(order.Terms[0], place[0])})";
        var behind = "0";
        for (var i = place.Length - 1; i >= 0; i--)
        {
            behind = $"({Behind(order.Terms[i], place[i])} OR ({Same(order.Terms[i], place[i])} AND {behind}))";
        }

        yield return behind;
    }

    // Nulls come last: nothing is behind one.
    private string Behind(OrderTerm term, object? value)
    {
        var column = ClickHouseSql.Identifier(term.Field.Name);
        return value is null ? "0"
            : $"{column} {(term.Descending ? "<" : ">")} {Bind(term.Field.Type, value)}"
                + (term.Field.Type.Nullable ? $" OR {column} IS NULL" : "");
    }

    private string Same(OrderTerm term, object? value) =>
        $"{ClickHouseSql.Identifier(term.Field.Name)} {(value is null ? "IS NULL" : $"= {Bind(term.Field.Type, value)}")}";

    private string Bind(DataType type, object value)
    {
        var parameter = string.Create(CultureInfo.InvariantCulture, $"v{parameters.Count}");
        parameters.Add(new ClickHouseDbParameter { ParameterName = parameter, Value = value });
        return QueryValue.Placeholder(type, parameter);
    }
}
