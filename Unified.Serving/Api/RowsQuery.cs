using System.Globalization;
using ClickHouse.Driver.ADO.Parameters;
using ClickHouse.Driver.ADO.Readers;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Sql;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>Runs requests for rows. Identifiers come from the plan only, values are bound, never written into the statement.</summary>
internal sealed class RowsQuery(ClickHouseDatabase database)
{
    // What checked sums, accurateCast, throwIf and decimal arithmetic fail with.
    private static readonly int[] OverflowCodes = [70, 395, 407, 69];

    /// <summary>
    /// The rows under <paramref name="manifest"/>: values in the order of the plan's columns, then those of the order's terms, in their
    /// carriers; decimals and Guids as text. One row more than the limit where there is one.
    /// </summary>
    /// <exception cref="StateOverflowException">A finished column does not fit its type; names the group.</exception>
    /// <exception cref="UncomputableResultException">What a column computes has no value; names the group.</exception>
    public async Task<IReadOnlyList<object?[]>> RunAsync(JobPlan plan, Manifest manifest, RowsRequest request,
        CancellationToken cancellation)
    {
        var tables = new JobTables(database, plan);
        var source = ManifestSource.Literal(plan, manifest);
        var parameters = new ClickHouseParameterCollection();
        var columns = plan.Outputs.Select(c => c.Field).Concat(request.Order.Terms.Select(t => t.Field)).Select(Value);
        var order = string.Join(", ", request.Order.Terms.Select(t => t.Sql));
        // Rows of events are told apart by their lineage, which only the form for scans shows; it is no dearer for them.
        var view = ViewSql.Select(plan, tables, plan.Rows.Kind == RowKind.Emission ? ViewKind.Scan : ViewKind.Answer, source,
            WindowSql.PanesOf(plan, request.From, request.To), places: true);
        // The outer columns have no names of their own, or an ORDER BY would mean the text of a decimal instead of its value.
        var sql = $"SELECT {string.Join(", ", columns)} FROM ({view})" + new RowsPredicate(plan, parameters).OfAnswer(request)
            + (order.Length == 0 ? "" : $" ORDER BY {order}") + string.Create(CultureInfo.InvariantCulture, $" LIMIT {request.Limit + 1}");
        try
        {
            return await database.QueryAsync(sql, Values, cancellation, parameters).ConfigureAwait(false);
        }
        catch (DataException error) when (ClickHouseFaults.Code(error) is { } code && OverflowCodes.Contains(code))
        {
            if (request.Filters.Count > 0 && plan.Logical.Columns != plan.Stored.Columns)
            {
                throw; // filters over what is computed from the groups say nothing of the groups
            }

            await RequireRepresentableAsync(plan, ViewSql.MergedStates(plan, tables, source), request, cancellation).ConfigureAwait(false);
            if (plan.Stored is FinishNode finish)
            {
                foreach (var column in finish.Columns.Where(c => c.Value is not null).Prepend(null))
                {
                    await RequireComputableAsync(plan, ViewSql.Failing(plan, tables, column, source), column, request, cancellation)
                        .ConfigureAwait(false);
                }
            }

            throw;
        }
    }

    private static object?[] Values(ClickHouseDataReader reader)
    {
        var values = new object?[reader.FieldCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.IsDBNull(i) ? null : reader.GetValue(i) switch
            {
                byte number => (int)number,
                sbyte number => (int)number,
                short number => (int)number,
                ushort number => (int)number,
                var value => value,
            };
        }

        return values;
    }

    private static string Value(Field column) => Value(ClickHouseSql.Identifier(column.Name), column.Type);

    private static string Value(string value, DataType type) => type.Kind switch
    {
        TypeKind.Timestamp => $"toUnixTimestamp64Micro({value})",
        TypeKind.Decimal or TypeKind.Guid => $"toString({value})",
        TypeKind.Date or TypeKind.Enum => $"toInt32({value})",
        TypeKind.List when type.Element is { Fields: [var element] } => $"arrayMap(e -> {Value("e", element.Type)}, {value})",
        _ => value,
    };

    /// <summary>Finds the group whose merged states do not fit a result, and names it.</summary>
    private async Task RequireRepresentableAsync(JobPlan plan, string merged, RowsRequest request, CancellationToken cancellation)
    {
        foreach (var call in plan.Aggregates)
        {
            foreach (var state in call.States)
            {
                if (state.Fits(SqlEngine.ClickHouse) is { } within)
                {
                    await RequireFitAsync(plan, merged, request, call, within, state.Limit, cancellation).ConfigureAwait(false);
                }
            }

            if (call.Function.Representable(SqlEngine.ClickHouse, call,
                [.. call.States.Select(s => ClickHouseSql.Identifier(s.Name))]) is { } fits)
            {
                await RequireFitAsync(plan, merged, request, call, fits, call.ResultType.AsRequired().ToString(), cancellation)
                    .ConfigureAwait(false);
            }
        }
    }

    private async Task RequireFitAsync(
        JobPlan plan, string merged, RowsRequest request, AggregateCall call, string fits, string limit, CancellationToken cancellation)
    {
        var parameters = new ClickHouseParameterCollection();
        var where = new RowsPredicate(plan, parameters).OfStates(request);
        var groups = await database.QueryAsync(
            $"SELECT {KeyTexts(plan)} FROM ({merged}){(where.Length == 0 ? " WHERE" : where + " AND")} NOT ({fits}) LIMIT 1", Values,
            cancellation, parameters).ConfigureAwait(false);
        if (groups is [var group])
        {
            throw new StateOverflowException(plan.Job, call.Column, Describe(plan, group), limit);
        }
    }

    private async Task RequireComputableAsync(JobPlan plan, string? failing, OutputColumn? column, RowsRequest request,
        CancellationToken cancellation)
    {
        if (failing is null)
        {
            return;
        }

        var parameters = new ClickHouseParameterCollection();
        var groups = await database.QueryAsync(
            $"SELECT {KeyTexts(plan)} FROM ({failing}){new RowsPredicate(plan, parameters).OfStates(request)} LIMIT 1", Values,
            cancellation, parameters).ConfigureAwait(false);
        if (groups is [var group])
        {
            throw new UncomputableResultException(plan.Job, column is null ? FinishSql.Where : $"column '{column.Field.Name}'",
                Describe(plan, group));
        }
    }

    private static string KeyTexts(JobPlan plan) =>
        string.Join(", ", plan.Rows.AnswerIdentity.Select(f => new ValueColumn(f).Text(SqlEngine.ClickHouse)));

    private static string Describe(JobPlan plan, object?[] group) =>
        $"{{{string.Join(", ", plan.Rows.AnswerIdentity.Select((f, i) => $"{f.Name}={ValueText.Of(f.Type, (string)group[i]!)}"))}}}";
}
