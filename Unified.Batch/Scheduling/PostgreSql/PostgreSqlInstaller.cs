using Hangfire.PostgreSql;
using Npgsql;

namespace Unified.Batch.Scheduling.PostgreSql;

/// <summary>Makes the schema, and what is missing in it. Processes that start at the same time do so one after the other.</summary>
internal static class PostgreSqlInstaller
{
    public static async Task RunAsync(string connectionString, string schema, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            // Ends with the connection, whatever happens.
            await ExecuteAsync(connection, "SELECT pg_advisory_lock(hashtextextended('unified:' || @schema, 0))", schema, cancellation)
                .ConfigureAwait(false);
            try
            {
                // Hangfire's own: it knows what an older version of it has left there.
                PostgreSqlObjectsInstaller.Install(connection, schema);
                await PostgreSqlTables.CreateAsync(connection, schema, cancellation).ConfigureAwait(false);
            }
            finally
            {
                await ExecuteAsync(connection, "SELECT pg_advisory_unlock(hashtextextended('unified:' || @schema, 0))", schema,
                    CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, string schema, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddWithValue("schema", schema);
            // Somebody else may be busy with an upgrade.
            command.CommandTimeout = 120;
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
