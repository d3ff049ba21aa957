using System.Collections.Frozen;

namespace Unified.Batch.Spark;

/// <summary>Which Spark computes, and how sessions on it are set.</summary>
public sealed record SparkOptions
{
    /// <summary>What every session has, because results depend on it.</summary>
    private static readonly FrozenSet<string> Fixed = FrozenSet.Create(
        StringComparer.Ordinal, "spark.sql.session.timeZone", "spark.sql.ansi.enabled", "spark.sql.caseSensitive",
        "spark.sql.execution.arrow.maxRecordsPerBatch",
        "spark.sql.shuffle.partitions");

    /// <summary>
    /// A Spark Connect server: <c>sc://host:port</c>, the port 15002 where it is left out. Parameters may follow, as with Spark's own
    /// clients: <c>/;user_id=..;token=..;use_ssl=true</c>, and <c>;x-name=..</c> for headers. A token is sent as bearer token and asks for
    /// TLS; <c>use_ssl=false</c> beside it is for the own machine alone.
    /// </summary>
    /// <exception cref="ArgumentException">It cannot be read; all mistakes are named (see <see cref="Problems"/>).</exception>
    public required string Remote
    {
        get;
        init
        {
            field = Problems(value) is { Count: > 0 } problems
                ? throw new ArgumentException($"The address of Spark cannot be read: {string.Join(' ', problems)}", nameof(value)) : value;
        }
    }

    /// <summary>
    /// Partitions that shuffled rows are cut into (<c>spark.sql.shuffle.partitions</c>). Default: null, the server's own. Range: 1 and up.
    /// </summary>
    public int? ShufflePartitions
    {
        get;
        init => field = value is null or >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "ShufflePartitions is 1 or more, or null for the server's own.");
    }

    /// <summary>Rows of a batch at most. Default: 10,000, which is Spark's own. Range: 1 and up. Spark cuts wide rows into smaller ones.
    /// </summary>
    public int RowsPerBatch
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "RowsPerBatch is 1 or more.");
    } = 10_000;

    /// <summary>
    /// How long a server that does not answer is waited for, each time that it falls silent. Default: 1 minute. Range: 0 and up; 0 gives up
    /// at once. A server that is started again takes up to half a minute until it answers.
    /// </summary>
    public TimeSpan Patience
    {
        get;
        init => field = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Patience is 0 or longer.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// More settings of the sessions, such as <c>spark.sql.autoBroadcastJoinThreshold</c>. Default: none. Time zone, ANSI mode, rows of a
    /// batch and shuffle partitions are not among them.
    /// </summary>
    /// <exception cref="ArgumentException">One of those is.</exception>
    public IReadOnlyDictionary<string, string> Settings
    {
        get;
        init => field = SettingProblems(value) is [var problem, ..] ? throw new ArgumentException(problem) : value;
    } = new Dictionary<string, string>();

    /// <summary>Which settings are not free: a sentence each.</summary>
    public static IReadOnlyList<string> SettingProblems(IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. settings.Keys.Where(Fixed.Contains).Order(StringComparer.Ordinal).Select(key =>
            $"The setting '{key}' of Spark sessions is not free: leave it out, or use the option of its own.")];
    }

    internal SparkRemote Address => SparkRemote.Read(Remote, out _)!;

    /// <summary>What is wrong with a connection string: a sentence a mistake, without what may be secret; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(string remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        _ = SparkRemote.Read(remote, out var problems);
        return problems;
    }

    /// <summary>Host and port: the rest may be secret.</summary>
    public override string ToString() => $"{nameof(SparkOptions)} {{ {nameof(Remote)} = {Address} }}";

    /// <summary>The settings of a session, in order.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> SessionSettings() =>
    [
        .. Settings,
        // A time of day would else be that of wherever the server stands.
        new("spark.sql.session.timeZone", "UTC"),
        // Overflows and divisions by zero are errors, not nulls.
        new("spark.sql.ansi.enabled", "true"),
        // A file may have columns that differ in case alone.
        new("spark.sql.caseSensitive", "true"),
        new("spark.sql.execution.arrow.maxRecordsPerBatch", Number(RowsPerBatch)),
        .. ShufflePartitions is { } partitions ? [new("spark.sql.shuffle.partitions", Number(partitions))]
            : Array.Empty<KeyValuePair<string, string>>(),
    ];

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
