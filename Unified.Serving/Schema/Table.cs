using System.Collections;
using System.Text.Json;
using ClickHouse.Driver.ADO.Readers;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Schema;

/// <summary>A column of a stored table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Insert">The column that an insert names.</param>
/// <param name="Select">The expression that reads it.</param>
/// <param name="Write">Writes a row's value.</param>
/// <param name="Read">A row with the value that was read.</param>
internal sealed record Column<T>(
    string Name, string Insert, string Select, Action<Utf8JsonWriter, T> Write, Func<T, object, T> Read);

/// <summary>
/// A table that all jobs share: one list of columns says how it is made, written and read. Written once, as a collection; then read only.
/// </summary>
/// <param name="name">The table's name.</param>
/// <param name="engine">Engine, order and settings.</param>
/// <param name="blank">A row whose values are overwritten, column by column, as a row is read.</param>
internal sealed class Table<T>(string name, string engine, T blank) : IEnumerable<Column<T>>, IStoredTable
{
    private readonly List<Column<T>> _columns = [];
    private readonly List<string> _definitions = [];

    /// <inheritdoc />
    public string Name => name;

    /// <summary>What a SELECT names to read rows.</summary>
    public string Selected => string.Join(", ", _columns.Select(c => c.Select));

    /// <summary>The columns, as they are.</summary>
    public string Columns => string.Join(", ", _columns.Select(c => c.Name));

    /// <summary>Adds a column.</summary>
    public void Add<TValue>(string column, ColumnType<TValue> type, Func<T, TValue> get, Func<T, TValue, T> set)
    {
        _definitions.Add(type.Define(column));
        _columns.Add(new Column<T>(
            column, type.Insert(column), type.Select(column), (json, row) => type.Write(json, get(row)), (row, value) =>
                set(row, type.Read(value))));
    }

    /// <summary>Adds a column that ClickHouse computes: its definition.</summary>
    public void Add(string definition) => _definitions.Add(definition);

    /// <inheritdoc />
    public string Create(ClickHouseDatabase database) => $"CREATE TABLE IF NOT EXISTS {database.Table(name)} "
        + $"({string.Join(", ", _definitions)}) ENGINE = {engine}";

    /// <summary>Adds rows, as one insert.</summary>
    /// <param name="database">Where the table is.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="token">Of all inserts of one token the first writes, where the table remembers tokens; or "".</param>
    public Task InsertAsync(ClickHouseDatabase database, IReadOnlyCollection<T> rows, CancellationToken cancellation, string token = "") =>
        database.InsertJsonAsync($"{database.Table(name)} ({string.Join(", ", _columns.Select(c => c.Insert))})", rows, (json, row) =>
        {
            foreach (var column in _columns)
            {
                json.WritePropertyName(column.Insert);
                column.Write(json, row);
            }
        }, cancellation, token);

    /// <summary>Reads rows; of those that replace each other the last.</summary>
    /// <param name="database">Where the table is.</param>
    /// <param name="where">What follows WHERE.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<T>> ReadAsync(ClickHouseDatabase database, string where, CancellationToken cancellation) =>
        database.QueryAsync($"SELECT {Selected} FROM {From(database)} WHERE {where}", Read, cancellation);

    /// <summary>The table in a FROM clause.</summary>
    public string From(ClickHouseDatabase database) =>
        database.Table(name) + (engine.StartsWith("Replacing", StringComparison.Ordinal) ? " FINAL" : "");

    /// <summary>The row of a reader over <see cref="Selected"/>.</summary>
    public T Read(ClickHouseDataReader reader)
    {
        var row = blank;
        for (var i = 0; i < _columns.Count; i++)
        {
            row = _columns[i].Read(row, reader.GetValue(i));
        }

        return row;
    }

    /// <inheritdoc />
    public IEnumerator<Column<T>> GetEnumerator() => _columns.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A stored table, whatever its rows are.</summary>
internal interface IStoredTable
{
    /// <summary>The table's name.</summary>
    string Name { get; }

    /// <summary>The statement that makes it.</summary>
    string Create(ClickHouseDatabase database);
}
