using Unified.Definition.Tables;
using Unified.Errors;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Lookups;

/// <summary>
/// Tables of definitions that are queries of ClickHouse: asked before there are services, since those are composed of planned jobs.
/// Thread-safe.
/// </summary>
public sealed class QueryTables(ClickHouseOptions options, TimeProvider time)
{
    /// <summary>Asks the query.</summary>
    /// <exception cref="DataException">ClickHouse refuses it.</exception>
    /// <exception cref="TransientException">ClickHouse does not answer.</exception>
    public TableRows Read(TableQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var database = new ClickHouseDatabase(options, time);
        IReadOnlyList<string> columns = [];
        // Definitions are planned where nothing can wait.
        var rows = Task.Run(() => database.QueryAsync(query.Sql, reader =>
        {
            columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            return (IReadOnlyList<object?>)[.. Enumerable.Range(0, reader.FieldCount).Select(i => Value(reader.GetValue(i)))];
        }, CancellationToken.None)).GetAwaiter().GetResult();
        return rows.Count > 0 ? new TableRows(columns, rows)
            : throw new DataException($"The query '{query.Sql}' gives no rows.");
    }

    // The driver has types of its own for what .NET has no room for.
    private static object? Value(object? value) => value switch
    {
        null or DBNull => null,
        DateTimeOffset time => time.UtcDateTime,
        global::ClickHouse.Driver.Numerics.ClickHouseDecimal number => (decimal)number,
        _ => value,
    };
}
