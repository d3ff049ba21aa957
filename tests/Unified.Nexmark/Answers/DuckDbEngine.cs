using System.Globalization;
using DuckDB.NET.Data;

namespace Unified.Nexmark.Answers;

/// <summary>A DuckDB in memory with <c>person</c>, <c>auction</c> and <c>bid</c> over Parquet. One thread at a time.</summary>
public sealed class DuckDbEngine : IDisposable
{
    private readonly DuckDBConnection _connection = new("Data Source=:memory:");

    /// <param name="folder">The folder that <see cref="Output.ParquetEvents"/> wrote.</param>
    /// <param name="threads">Threads that it may use.</param>
    public DuckDbEngine(string folder, int threads)
    {
        _connection.Open();
        Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
        foreach (var log in new[] { "person", "auction", "bid" })
        {
            Execute($"CREATE VIEW {log} AS SELECT * FROM read_parquet('{folder}/{log}/*/*.parquet', filename = true, "
                + "file_row_number = true, hive_partitioning = false)");
        }
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query.</summary>
    public IReadOnlyList<object?[]> Rows(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();
}
