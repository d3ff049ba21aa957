using System.Globalization;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Npgsql;
using Unified.Batch.Scheduling.Leases;
using Unified.Batch.Scheduling.PostgreSql;
using Unified.Errors;

namespace Unified.Batch.Scheduling;

/// <summary>Where the schedule keeps its queue and its leases: in this process, or in a database that several share. Thread-safe.</summary>
public sealed class ScheduleStorage : IDisposable
{
    private readonly Func<CancellationToken, Task> _check;
    private readonly string _where;

    static ScheduleStorage() => StoredTypes.HaveNoVersion();

    private ScheduleStorage(
        JobStorage jobs, IScheduleTables tables, LeaseKeeper leases, string where, Func<CancellationToken, Task> check) =>
        (Jobs, Tables, Leases, _where, _check) = (jobs, tables, leases, where, check);

    /// <summary>Hangfire's queue.</summary>
    public JobStorage Jobs { get; }

    internal IScheduleTables Tables { get; }

    internal LeaseKeeper Leases { get; }

    /// <summary>
    /// In memory, which a restart forgets: that is harmless, since the next trigger finds what is missing.
    /// </summary>
    public static ScheduleStorage InMemory(TimeProvider time)
    {
        var tables = new MemoryTables();
        return new ScheduleStorage(new InMemoryStorage(), tables, new LeaseKeeper(tables, TimeSpan.FromSeconds(30), time), "",
            _ => Task.CompletedTask);
    }

    /// <summary>In PostgreSQL; makes the tables that are missing.</summary>
    /// <exception cref="TransientException">The server does not answer, or not yet as it should.</exception>
    public static async Task<ScheduleStorage> OpenAsync(PostgreSqlOptions options, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        text.ApplicationName ??= "unified-schedule";
        var where = string.Create(CultureInfo.InvariantCulture, $"{text.Host}:{text.Port}/{text.Database}");
        await MakeAsync(text.ConnectionString, options.Schema, where, cancellation).ConfigureAwait(false);
        var tables = new PostgreSqlTables(text.ConnectionString, options.Schema, string.Create(CultureInfo.InvariantCulture,
            $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():n}"));
        var leases = new LeaseKeeper(tables, options.Lease, time);
        return new ScheduleStorage(new LeasedStorage(text.ConnectionString, new PostgreSqlStorageOptions
        {
            SchemaName = options.Schema,
            PrepareSchemaIfNecessary = false,
            QueuePollInterval = options.Polling,
            // How long a step may take nobody knows: its worker says that it lives, and only who does not is given up.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = options.Abandoned,
        }, tables, leases), tables, leases, where, stop => CheckAsync(text.ConnectionString, options.Schema, where, stop));
    }

    /// <summary>Returns when the storage answers. Tables that are gone are made anew: nothing of an answer was in them.</summary>
    /// <exception cref="TransientException">It does not answer, or its tables were gone.</exception>
    public Task CheckAsync(CancellationToken cancellation) => _check(cancellation);

    /// <summary>True when time heals the error.</summary>
    internal bool IsAway(Exception error) => _where.Length > 0 && PostgreSqlErrors.IsAway(error);

    /// <summary>The error as everybody knows it.</summary>
    internal TransientException Away(Exception error) => PostgreSqlErrors.Away(_where, error);

    /// <summary>Lets go of it; what others have queued there stays.</summary>
    public void Dispose()
    {
        Leases.Dispose();
        (Jobs as IDisposable)?.Dispose();
    }

    private static async Task MakeAsync(string connectionString, string schema, string where, CancellationToken cancellation)
    {
        try
        {
            await PostgreSqlInstaller.RunAsync(connectionString, schema, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (PostgreSqlErrors.IsAway(error))
        {
            throw PostgreSqlErrors.Away(where, error);
        }
    }

    private static async Task CheckAsync(string connectionString, string schema, string where, CancellationToken cancellation)
    {
        try
        {
            var connection = new NpgsqlConnection(connectionString);
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(cancellation).ConfigureAwait(false);
                using var command = new NpgsqlCommand(
                    $"""SELECT count(*) FROM "{schema}".unified_lease, "{schema}".schema WHERE false""", connection);
                await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (PostgreSqlErrors.TablesAreGone(error))
        {
            await MakeAsync(connectionString, schema, where, cancellation).ConfigureAwait(false);
            throw new TransientException($"The tables of the schedule were gone from schema '{schema}' of PostgreSQL at {where}: "
                + $"{error.Message.TrimEnd('.')}. They are made anew, and what is not done is planned again.", error);
        }
        catch (Exception error) when (PostgreSqlErrors.IsAway(error))
        {
            throw PostgreSqlErrors.Away(where, error);
        }
    }
}
