using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>A predicate of a request: a column and the values it may have.</summary>
internal sealed record ColumnFilter(OutputColumn Column, IReadOnlyList<object> Values, bool OrNull);

/// <summary>What a caller asks of a job's rows: only columns of the catalogue, only values of their types.</summary>
internal sealed record RowsRequest(
    IReadOnlyList<ColumnFilter> Filters, long? From, long? To, int Limit, RowsOrder Order, bool RequireComplete)
{
    /// <summary>The values of the last row of the page before, in the columns of the order; null for the first page.</summary>
    public ImmutableArray<object?>? After { get; init; }

    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;
    private static readonly HashSet<string> Reserved =
        new(StringComparer.Ordinal) { "from", "to", "limit", "order", "require", "null", "after" };

    /// <summary>Reads the query string, or says what is wrong with it.</summary>
    public static RowsRequest? Parse(JobPlan plan, IQueryCollection query, out IResult? problem)
    {
        problem = null;
        var filters = ReadFilters(plan, query, ref problem);
        var from = ReadTime(plan, query, "from", ref problem);
        var to = ReadTime(plan, query, "to", ref problem);
        var limit = ReadLimit(plan, query, ref problem);
        var order = ReadOrder(plan, query, ref problem);
        var require = query.TryGetValue("require", out var text);
        if (require && text.ToString() != "complete")
        {
            problem ??= Problems.BadValue("require", text.ToString(), "'complete'" + WayOut(plan, "require"));
        }

        return problem is not null ? null : ReadAfter(plan, query, new RowsRequest(filters, from, to, limit, order, require), out problem);
    }

    private static List<ColumnFilter> ReadFilters(JobPlan plan, IQueryCollection query, ref IResult? problem)
    {
        var keys = Filterable(plan);
        var filters = new Dictionary<string, (List<object> Values, bool OrNull)>(StringComparer.Ordinal);
        foreach (var (name, texts) in query)
        {
            // A key named like one of the API's own parameters is asked for as key.from.
            var explicitKey = name.StartsWith("key.", StringComparison.Ordinal);
            if (!explicitKey && Reserved.Contains(name))
            {
                continue;
            }

            if (Find(plan, keys, explicitKey ? name[4..] : name, "filter by", ref problem) is not { } column)
            {
                break;
            }

            // origin=ATL&key.origin=ORD: the same key by both of its names.
            var values = filters.GetValueOrDefault(column.Field.Name).Values ?? [];
            foreach (var text in texts)
            {
                if (QueryValue.Parse(column.Field.Type, text ?? "") is { } value)
                {
                    values.Add(value);
                }
                else
                {
                    problem ??= Problems.BadValue(name, text ?? "", QueryValue.Describe(column.Field.Type));
                }
            }

            filters[column.Field.Name] = (values, false);
        }

        foreach (var name in query["null"].OfType<string>())
        {
            if (Find(plan, keys, name, "filter by" + WayOut(plan, "null"), ref problem) is { })
            {
                filters[name] = (filters.GetValueOrDefault(name).Values ?? [], true);
            }
        }

        return [.. filters.Select(f => new ColumnFilter(keys.First(k => k.Field.Name == f.Key), f.Value.Values, f.Value.OrNull))];
    }

    private static long? ReadTime(JobPlan plan, IQueryCollection query, string name, ref IResult? problem)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        if (RowsPredicate.TimeColumn(plan) is null)
        {
            problem ??= Problems.NoWindow(plan, name, WayOut(plan, name));
            return null;
        }

        var value = QueryValue.Parse(DataType.Timestamp, text.ToString());
        if (value is null)
        {
            problem ??= Problems.BadValue(name, text.ToString(), QueryValue.Describe(DataType.Timestamp) + WayOut(plan, name));
        }

        return (long?)value;
    }

    private static int ReadLimit(JobPlan plan, IQueryCollection query, ref IResult? problem)
    {
        if (!query.TryGetValue("limit", out var text))
        {
            return DefaultLimit;
        }

        if (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        problem ??= Problems.BadValue("limit", text.ToString(), "a whole number from 1 to 10000" + WayOut(plan, "limit"));
        return DefaultLimit;
    }

    private static RowsOrder ReadOrder(JobPlan plan, IQueryCollection query, ref IResult? problem)
    {
        var order = new List<(OutputColumn Column, bool Descending)>();
        var asked = query.TryGetValue("order", out var text);
        foreach (var term in asked ? text.ToString().Split(',', StringSplitOptions.TrimEntries) : [])
        {
            var descending = term.StartsWith('-');
            var column = term.Length == 0 ? null
                : Find(plan, plan.Outputs.Where(c => c.Field.Type.Kind != TypeKind.List), descending ? term[1..] : term, "order by"
                    + WayOut(plan, "order"), ref problem);
            if (column is null || order.Exists(o => o.Column == column))
            {
                problem ??= Problems.BadValue("order", text.ToString(), "columns separated by commas, each once" + WayOut(plan, "order"));
                break;
            }

            order.Add((column, descending));
        }

        return RowsOrder.Of(plan, order);
    }

    private static RowsRequest? ReadAfter(JobPlan plan, IQueryCollection query, RowsRequest request, out IResult? problem)
    {
        problem = null;
        if (!query.TryGetValue("after", out var text))
        {
            return request;
        }

        if (!request.Order.HasPages)
        {
            problem = Problems.BadValue("after", text.ToString(),
                "possible in this order, in which rows change their places: order by keys, or leave 'order' out" + WayOut(plan, "after"));
            return null;
        }

        if (PageCursor.Read(plan, request, text.ToString(), out var wrong) is { } place)
        {
            return request with { After = place };
        }

        problem = Problems.BadCursor(text.ToString(), wrong + WayOut(plan, "after"));
        return null;
    }

    /// <summary>The columns that rows can be filtered by: those of a group's key, of an event's row all.</summary>
    private static OutputColumn[] Filterable(JobPlan plan) =>
        [.. plan.Outputs.Where(c => c.Key is not null || plan.Rows.Kind == RowKind.Emission)];

    /// <summary>For who means the key of that name: a parameter of the API is never taken for it.</summary>
    private static string WayOut(JobPlan plan, string parameter) =>
        Filterable(plan).Any(c => c.Field.Name == parameter) ? $" (the column '{parameter}' is asked for as key.{parameter})" : "";

    private static OutputColumn? Find(JobPlan plan, IEnumerable<OutputColumn> columns, string name, string use, ref IResult? problem)
    {
        var found = columns.FirstOrDefault(c => c.Field.Name == name);
        if (found is null)
        {
            problem ??= Problems.UnknownColumn(plan, name, use, columns.Select(c => c.Field.Name));
        }

        return found;
    }
}
