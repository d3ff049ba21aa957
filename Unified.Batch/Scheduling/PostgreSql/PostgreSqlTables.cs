using Npgsql;
using Unified.Batch.Scheduling.Leases;

namespace Unified.Batch.Scheduling.PostgreSql;

/// <summary>
/// Tables in PostgreSQL, beside those of Hangfire. All times are the server's: hosts need not agree on what time it is. What a lease
/// protects is written in the statement that looks whether the lease still holds.
/// </summary>
/// <param name="connectionString">Where.</param>
/// <param name="schema">In which schema.</param>
/// <param name="owner">Who this is, told to nobody else.</param>
internal sealed class PostgreSqlTables(string connectionString, string schema, string owner) : IScheduleTables
{
    /// <summary>What stands for steps of runs that ended long ago is of no use to anybody.</summary>
    private const string Kept = "30 days";

    /// <summary>Makes what is missing. Many processes may start at once: the caller lets one of them do this at a time.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(
            $"""
            CREATE SEQUENCE IF NOT EXISTS "{schema}".unified_epoch;
            CREATE TABLE IF NOT EXISTS "{schema}".unified_lease (
                resource text PRIMARY KEY, epoch bigint NOT NULL, owner text NOT NULL, until timestamptz NOT NULL);
            CREATE TABLE IF NOT EXISTS "{schema}".unified_step (
                run text, step text, background_job text NOT NULL, written timestamptz NOT NULL, PRIMARY KEY (run, step));
            DELETE FROM "{schema}".unified_step WHERE written < now() - interval '{Kept}';
            DELETE FROM "{schema}".unified_lease WHERE until < now() - interval '{Kept}';
            """, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    public long? Take(string resource, TimeSpan lasts) => (long?)Scalar(
        // Two that find it free at once: the second waits for the first, and sees its row then. A number from before that is no number.
        $"""
        INSERT INTO "{schema}".unified_lease AS l (resource, epoch, owner, until)
        VALUES (@resource, nextval('"{schema}".unified_epoch'), @owner, clock_timestamp() + @lasts)
        ON CONFLICT (resource) DO UPDATE SET epoch = excluded.epoch, owner = excluded.owner, until = excluded.until
        WHERE l.until < clock_timestamp() AND l.epoch < excluded.epoch
        RETURNING epoch
        """, ("resource", resource), ("owner", owner), ("lasts", lasts));

    public async Task<IReadOnlySet<long>> RenewAsync(
        IReadOnlyCollection<long> epochs, TimeSpan lasts, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            // One that is over, and nobody's, goes on: nobody has worked meanwhile.
            using var command = Command(connection,
                $"""
                UPDATE "{schema}".unified_lease SET until = clock_timestamp() + @lasts
                WHERE owner = @owner AND epoch = ANY (@epochs) RETURNING epoch
                """, ("owner", owner), ("epochs", epochs.ToArray()), ("lasts", lasts));
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var kept = new HashSet<long>();
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    kept.Add(reader.GetInt64(0));
                }

                return kept;
            }
        }
    }

    public void GiveBack(long epoch) => Execute(
        $"""DELETE FROM "{schema}".unified_lease WHERE owner = @owner AND epoch = @epoch""", ("owner", owner), ("epoch", epoch));

    public IReadOnlyDictionary<string, string> Steps(string run)
    {
        using var connection = Open();
        using var command = Command(
            connection, $"""SELECT step, background_job FROM "{schema}".unified_step WHERE run = @run""", ("run", run));
        using var reader = command.ExecuteReader();
        var steps = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            steps[reader.GetString(0)] = reader.GetString(1);
        }

        return steps;
    }

    public bool TryWrite(long epoch, string run, string step, string backgroundJob) => Execute(
        // The row of the lease is locked until this is written: nobody can take it in between.
        $"""
        WITH held AS MATERIALIZED (
            SELECT 1 FROM "{schema}".unified_lease WHERE owner = @owner AND epoch = @epoch FOR UPDATE)
        INSERT INTO "{schema}".unified_step (run, step, background_job, written)
        SELECT @run, @step, @background_job, clock_timestamp() FROM held
        ON CONFLICT (run, step) DO UPDATE SET background_job = excluded.background_job, written = excluded.written
        """, ("owner", owner), ("epoch", epoch), ("run", run), ("step", step), ("background_job", backgroundJob)) > 0;

    /// <summary>What time it is for all processes.</summary>
    public DateTime Now() => (DateTime)Scalar("SELECT clock_timestamp()")!;

    private object? Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open();
        using var command = Command(connection, sql, parameters);
        return command.ExecuteScalar();
    }

    private int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open();
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
