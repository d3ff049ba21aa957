using ClickHouse.Driver.Numerics;
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
        // Definitions are planned where nothing can wait.
        var (columns, rows) = Task.Run(() => AskAsync(database, query.Sql)).GetAwaiter().GetResult();
        return rows.Count > 0 ? new TableRows(columns, rows)
            : throw new DataException($"The query '{query.Sql}' gives no rows.");
    }

    // The driver gives what clocks read in a column's zone, where an hour comes twice a year: ClickHouse is asked for UTC.
    private static async Task<(IReadOnlyList<string>, IReadOnlyList<IReadOnlyList<object?>>)> AskAsync(
        ClickHouseDatabase database, string sql)
    {
        var columns = await database.QueryAsync($"DESCRIBE ({sql})", r => (Name: r.GetString(0), Type: r.GetString(1)),
            CancellationToken.None)
            .ConfigureAwait(false);
        var values = columns.Select(c => (Column: Unified.Sql.ClickHouse.Identifier(c.Name), c.Type)).Select(c =>
            c.Type.Contains("DateTime", StringComparison.Ordinal) ? $"toTimeZone(q.{c.Column}, 'UTC') AS {c.Column}" : $"q.{c.Column}");
        var rows = await database.QueryAsync($"SELECT {string.Join(", ", values)} FROM ({sql}) AS q",
            r => (IReadOnlyList<object?>)[.. Enumerable.Range(0, columns.Count).Select(i => Value(r.GetValue(i)))], CancellationToken.None)
            .ConfigureAwait(false);
        return ([.. columns.Select(c => c.Name)], rows);
    }

    private static object? Value(object? value) => value switch
    {
        null or DBNull => null,
        DateTimeOffset time => time.UtcDateTime,
        ClickHouseDecimal number => (decimal)number,
        _ => value,
    };
}
