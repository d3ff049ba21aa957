namespace Unified.Serving.Schema;

/// <summary>
/// The tables that all jobs share, and the clock of the server that they are on. Behind it is ClickHouse; the simulation puts a server in
/// memory there, which loses answers, repeats and delays statements. Thread-safe.
/// </summary>
internal interface ISharedTables
{
    /// <summary>This process's clock: for waiting, and for nothing that another process compares.</summary>
    TimeProvider Time { get; }

    /// <summary>The version of the code that writes.</summary>
    string Code { get; }

    /// <summary>The server's clock: the one clock by which ages are told, because the hosts' differ.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellation);

    /// <summary>Reads rows; of those that replace each other the last.</summary>
    Task<IReadOnlyList<T>> ReadAsync<T>(RowQuery<T> query, CancellationToken cancellation);

    /// <summary>Adds rows, as one insert.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="token">Of all inserts of one token the first writes, where the table remembers tokens; or "".</param>
    Task InsertAsync<T>(Table<T> table, IReadOnlyCollection<T> rows, CancellationToken cancellation, string token = "");

    /// <summary>True when tokens are remembered by the server itself, not by a Keeper that replicas share.</summary>
    Task<bool> IsLocalAsync(string table, CancellationToken cancellation);
}
