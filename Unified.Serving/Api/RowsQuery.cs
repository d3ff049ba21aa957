using System.Globalization;
using ClickHouse.Driver.ADO.Parameters;
using ClickHouse.Driver.ADO.Readers;
using Unified.Aggregates;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Serving.ClickHouse;
using Unified.Sql;

namespace Unified.Serving.Api;

/// <summary>Runs requests for rows. Identifiers come from the plan only, values are bound, never written into the statement.</summary>
internal sealed class RowsQuery(ClickHouseDatabase database)
{
    // What checked sums, accurateCast, throwIf and decimal arithmetic fail with.
    private static readonly int[] OverflowCodes = [70, 395, 407, 69];

    /// <summary>The rows under <paramref name="manifest"/>: values in the order of the plan's columns, times as microseconds, decimals as text; one row more than the limit where there is one.</summary>
    /// <exception cref="StateOverflowException">A finished column does not fit its type; names the group.</exception>
    public async Task<IReadOnlyList<object?[]>> RunAsync(JobPlan plan, Manifest manifest, RowsRequest request, CancellationToken cancellation)
    {
        var tables = new JobTables(database, plan);
        var source = ManifestSource.Literal(manifest);
        var parameters = new ClickHouseParameterCollection();
        var columns = plan.Outputs.Select(c => (c.Field.Type.Kind switch
        {
            TypeKind.Timestamp => $"toUnixTimestamp64Micro({ClickHouseSql.Name(c.Field.Name)})",
            TypeKind.Decimal => $"toString({ClickHouseSql.Name(c.Field.Name)})",
            _ => ClickHouseSql.Name(c.Field.Name),
        }));
        var order = string.Join(", ", request.Order.Select(o => $"{ClickHouseSql.Name(o.Column.Field.Name)}{(o.Descending ? " DESC" : "")}"));
        // The outer columns have no names of their own, or an ORDER BY would mean the text of a decimal instead of its value.
        var sql = $"SELECT {string.Join(", ", columns)} FROM ({ViewSql.Select(plan, tables, ViewKind.Answer, source)}){Where(plan, request, parameters, c => c.Field.Name)}"
            + string.Create(CultureInfo.InvariantCulture, $" ORDER BY {order} LIMIT {request.Limit + 1}");
        try
        {
            return await database.QueryAsync(sql, Values, cancellation, parameters).ConfigureAwait(false);
        }
        catch (DataException error) when (ClickHouseFaults.Code(error) is { } code && OverflowCodes.Contains(code))
        {
            await RequireRepresentableAsync(plan, ViewSql.MergedStates(plan, tables, source), request, cancellation).ConfigureAwait(false);
            throw;
        }
    }

    private static object?[] Values(ClickHouseDataReader reader)
    {
        var values = new object?[reader.FieldCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        }

        return values;
    }

    private static string Where(JobPlan plan, RowsRequest request, ClickHouseParameterCollection parameters, Func<OutputColumn, string> name)
    {
        var predicates = new List<string>();
        string Bind(DataType type, object value)
        {
            var parameter = string.Create(CultureInfo.InvariantCulture, $"v{parameters.Count}");
            parameters.Add(new ClickHouseDbParameter { ParameterName = parameter, Value = value });
            return QueryValue.Placeholder(type, parameter);
        }

        foreach (var filter in request.Filters)
        {
            var column = ClickHouseSql.Name(name(filter.Column));
            var either = filter.Values.Count == 0 ? [] : new List<string> { $"{column} IN ({string.Join(", ", filter.Values.Select(v => Bind(filter.Column.Field.Type, v)))})" };
            if (filter.OrNull)
            {
                either.Add($"{column} IS NULL");
            }

            predicates.Add($"({string.Join(" OR ", either)})");
        }

        var window = plan.Outputs.FirstOrDefault(c => c.Key is not null && c.Key == plan.Rows.Window?.Name);
        if (window is not null && request.From is { } from)
        {
            predicates.Add($"{ClickHouseSql.Name(name(window))} >= {Bind(DataType.Timestamp, from)}");
        }

        if (window is not null && request.To is { } to)
        {
            predicates.Add($"{ClickHouseSql.Name(name(window))} < {Bind(DataType.Timestamp, to)}");
        }

        return predicates.Count == 0 ? "" : " WHERE " + string.Join(" AND ", predicates);
    }

    /// <summary>Finds the group whose merged states do not fit a result, and names it.</summary>
    private async Task RequireRepresentableAsync(JobPlan plan, string merged, RowsRequest request, CancellationToken cancellation)
    {
        foreach (var call in plan.Aggregate.Aggregates)
        {
            foreach (var state in call.States.Where(CheckedSum.Applies))
            {
                await RequireFitAsync(plan, merged, request, call, CheckedSum.Fits(state, ClickHouseSql.Name(state.Name)), CheckedSum.Limit, cancellation).ConfigureAwait(false);
            }

            if (call.Function.Representable(call, [.. call.States.Select(s => ClickHouseSql.Name(s.Name))]) is { } fits)
            {
                await RequireFitAsync(plan, merged, request, call, fits, call.ResultType.AsRequired().ToString(), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task RequireFitAsync(
        JobPlan plan, string merged, RowsRequest request, AggregateCall call, string fits, string limit, CancellationToken cancellation)
    {
        var parameters = new ClickHouseParameterCollection();
        var where = Where(plan, request, parameters, c => c.Key!);
        var keys = string.Join(", ", plan.Rows.Identity.Select(f => Proof.Digests.Text(f.Name, f.Type)));
        var groups = await database.QueryAsync(
            $"SELECT {keys} FROM ({merged}){(where.Length == 0 ? " WHERE" : where + " AND")} NOT ({fits}) LIMIT 1", Values, cancellation, parameters).ConfigureAwait(false);
        if (groups is [var group])
        {
            var texts = plan.Rows.Identity.Select((f, i) => $"{f.Name}={Proof.DifferenceText.Value(f.Type, (string)group[i]!)}");
            throw new StateOverflowException(plan.Job, call.Output, $"{{{string.Join(", ", texts)}}}", limit);
        }
    }
}
