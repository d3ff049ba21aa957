using DuckDB.NET.Data;

namespace Unified.Demo.Tests.Data;

/// <summary>One query to DuckDB, the independent witness.</summary>
internal sealed class DuckQuery : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly DuckDBCommand _command;

    public DuckQuery(string sql)
    {
        _connection.Open();
        _command = _connection.CreateCommand();
        _command.CommandText = sql;
    }

    public static long Number(string sql)
    {
        using var query = new DuckQuery(sql);
        return Convert.ToInt64(query._command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public List<string> Strings()
    {
        using var reader = _command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) { rows.Add(reader.GetString(0)); }
        return rows;
    }

    public void Dispose()
    {
        _command.Dispose();
        _connection.Dispose();
    }
}
