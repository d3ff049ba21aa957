using System.Globalization;
using Microsoft.AspNetCore.Http;
using Unified.Logical;

namespace Unified.Serving.Api;

/// <summary>A predicate of a request: a key column and the values it may have.</summary>
internal sealed record KeyFilter(OutputColumn Column, IReadOnlyList<object> Values, bool OrNull);

/// <summary>What a caller asks of a job's rows: only columns of the catalogue, only values of their types.</summary>
internal sealed record RowsRequest(
    IReadOnlyList<KeyFilter> Filters, long? From, long? To, int Limit, IReadOnlyList<(OutputColumn Column, bool Descending)> Order, bool RequireComplete)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "from", "to", "limit", "order", "require", "null" };

    /// <summary>Reads the query string, or says what is wrong with it.</summary>
    public static RowsRequest? Parse(JobPlan plan, IQueryCollection query, out IResult? problem)
    {
        problem = null;
        var filters = ReadFilters(plan, query, ref problem);
        var from = ReadTime(plan, query, "from", ref problem);
        var to = ReadTime(plan, query, "to", ref problem);
        var limit = ReadLimit(query, ref problem);
        var order = ReadOrder(plan, query, ref problem);
        var require = query["require"].ToString();
        if (require is not "" and not "complete")
        {
            problem ??= Problems.BadValue("require", require, "'complete'");
        }

        return problem is null ? new RowsRequest(filters, from, to, limit, order, require == "complete") : null;
    }

    private static List<KeyFilter> ReadFilters(JobPlan plan, IQueryCollection query, ref IResult? problem)
    {
        var keys = plan.Outputs.Where(c => c.Key is not null).ToArray();
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

            var values = new List<object>();
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
            if (Find(plan, keys, name, "filter by", ref problem) is { } column)
            {
                filters[name] = (filters.GetValueOrDefault(name).Values ?? [], true);
            }
        }

        return [.. filters.Select(f => new KeyFilter(keys.First(k => k.Field.Name == f.Key), f.Value.Values, f.Value.OrNull))];
    }

    private static long? ReadTime(JobPlan plan, IQueryCollection query, string name, ref IResult? problem)
    {
        if (!query.TryGetValue(name, out var text) || (plan.Rows.Window is null && plan.Outputs.Any(c => c.Field.Name == name)))
        {
            return null;
        }

        if (plan.Rows.Window is null)
        {
            problem ??= Problems.UnknownColumn(plan, name, "bound (it has no window: its rows are lifetime totals)", plan.Rows.Keys.Select(k => k.Name));
            return null;
        }

        var value = QueryValue.Parse(DataType.Timestamp, text.ToString());
        if (value is null)
        {
            problem ??= Problems.BadValue(name, text.ToString(), QueryValue.Describe(DataType.Timestamp));
        }

        return (long?)value;
    }

    private static int ReadLimit(IQueryCollection query, ref IResult? problem)
    {
        if (!query.TryGetValue("limit", out var text))
        {
            return DefaultLimit;
        }

        if (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        problem ??= Problems.BadValue("limit", text.ToString(), "a whole number from 1 to 10000");
        return DefaultLimit;
    }

    private static List<(OutputColumn Column, bool Descending)> ReadOrder(JobPlan plan, IQueryCollection query, ref IResult? problem)
    {
        var order = new List<(OutputColumn Column, bool Descending)>();
        foreach (var term in query["order"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var descending = term.StartsWith('-');
            if (Find(plan, plan.Outputs, descending ? term[1..] : term, "order by", ref problem) is { } column)
            {
                order.Add((column, descending));
            }
        }

        // The keys at the end make the order total, so that equal requests give equal pages.
        return [.. order, .. plan.Outputs.Where(c => c.Key is not null && order.All(o => o.Column != c)).Select(c => (c, false))];
    }

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
