using Unified.Serving.ClickHouse;

namespace Unified.Serving.Schema;

/// <summary>The shared tables in ClickHouse. Thread-safe.</summary>
internal class ClickHouseSharedTables(ClickHouseDatabase database) : ISharedTables
{
    /// <summary>Where the tables are.</summary>
    protected ClickHouseDatabase Database { get; } = database;

    public TimeProvider Time => Database.Time;

    public string Code => Database.Options.Code;

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellation) => Database.NowAsync(cancellation);

    public Task<IReadOnlyList<T>> ReadAsync<T>(RowQuery<T> query, CancellationToken cancellation) =>
        query.Table.ReadAsync(Database, query.Where, cancellation);

    public Task InsertAsync<T>(Table<T> table, IReadOnlyCollection<T> rows, CancellationToken cancellation, string token = "") =>
        table.InsertAsync(Database, rows, cancellation, token);

    public Task<bool> IsLocalAsync(string table, CancellationToken cancellation) => Database.SingleAsync(
        $"SELECT count() FROM system.tables WHERE database = {ClickHouseSql.Text(Database.Options.Database)} "
        + $"AND name = {ClickHouseSql.Text(table)} AND engine = 'MergeTree'", r => r.GetFieldValue<ulong>(0) == 1, cancellation);
}
