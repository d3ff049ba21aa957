namespace Unified.Batch.Scheduling.PostgreSql;

/// <summary>Where the processes of one program share the queue of their schedule.</summary>
public sealed record PostgreSqlOptions
{
    /// <summary>For Npgsql: <c>Host=...;Database=...;Username=...;Password=...</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// The schema of the tables, created when missing. Installations that share a database have one each. At most 63 letters, digits
    /// and <c>_</c>.
    /// </summary>
    public required string Schema { get; init; }

    /// <summary>
    /// How long after the last sign of life of its worker a step is given to another one. A worker that lives says so five times as often,
    /// so a step may take as long as it likes. Default: 5 minutes.
    /// </summary>
    public TimeSpan Abandoned { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the leases of a process outlive it. Default: 30 seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker that has nothing to do looks for what other processes have queued. Default: 1 second.</summary>
    public TimeSpan Polling { get; init; } = TimeSpan.FromSeconds(1);
}
