using System.ComponentModel.DataAnnotations;

namespace Unified.Hosting.Configuration;

/// <summary>The queue of the schedule.</summary>
public sealed class ScheduleSettings
{
    internal const string Memory = "memory";

    /// <summary>
    /// Where it is: <c>memory</c>, the default, of one process and forgotten with it; or a connection string of a PostgreSQL, which the
    /// processes of a program share.
    /// </summary>
    [Required]
    public string Storage { get; init; } = Memory;

    /// <summary>
    /// The schema in PostgreSQL. Default: <c>unified_</c> and the name or id of the installation, so that installations share a database.
    /// </summary>
    public string? Schema { get; init; }

    /// <summary>
    /// How long after the last sign of life of a process what it was at work on is given to another. Default: 5 minutes. Range: 5 seconds
    /// to 1 hour.
    /// </summary>
    public TimeSpan Abandoned { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Hangfire's dashboard.</summary>
    public ScheduleDashboardSettings Dashboard { get; init; } = new();
}

/// <summary>Hangfire's dashboard, at <c>/hangfire</c> of the API.</summary>
public sealed class ScheduleDashboardSettings
{
    internal const int ShortestSecret = 16;

    /// <summary>True to serve it. Default: no.</summary>
    public bool Enabled { get; init; }

    /// <summary>The password, or token, of everybody who may see it. At least 16 characters; there is no default.</summary>
    public string? Secret { get; init; }

    /// <summary>True when whoever may see it may also delete and repeat jobs. Default: no.</summary>
    public bool Writable { get; init; }
}
