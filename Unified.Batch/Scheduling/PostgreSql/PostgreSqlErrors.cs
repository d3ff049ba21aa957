using System.Net.Sockets;
using Hangfire.Storage;
using Npgsql;
using Unified.Errors;

namespace Unified.Batch.Scheduling.PostgreSql;

/// <summary>What an error of the database means for who waits for it.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>Somebody dropped the tables, or put an older database in their place.</summary>
    public static bool TablesAreGone(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName };

    /// <summary>True when it is waited for: whatever the server says, and that it says nothing.</summary>
    public static bool IsAway(Exception error) => error is NpgsqlException or DistributedLockTimeoutException or SocketException
        || (error is TimeoutException or InvalidOperationException or IOException && error.InnerException is { } inner && IsAway(inner));

    /// <summary>The same for who waits for servers of any kind.</summary>
    public static TransientException Away(string where, Exception error) => new(
        $"PostgreSQL at {where} did not answer the schedule: {Reason(error)} It is asked again until it does.", error);

    // Npgsql says "Failed to connect to ..." and keeps why in the inner one.
    private static string Reason(Exception error) =>
        (error.InnerException is { } inner and not NpgsqlException ? $"{error.Message} {inner.Message}" : error.Message).TrimEnd('.') + ".";
}
