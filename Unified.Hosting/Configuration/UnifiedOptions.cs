using System.ComponentModel.DataAnnotations;
using Unified.Batch.Spark;
using Unified.Epochs;
using Unified.Streaming.Runtime;

namespace Unified.Hosting.Configuration;

/// <summary>
/// The settings of a Unified process: section <c>Unified</c> of appsettings.json, of the environment
/// (<c>Unified__Kafka__BootstrapServers</c>) and of the command line (<c>--set Unified:Kafka:BootstrapServers=...</c>), the later winning.
/// </summary>
public sealed class UnifiedOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Unified";

    /// <summary>What a setting says instead of an address of a server that the process brings along.</summary>
    internal const string Embedded = "embedded";

    /// <summary>Where Kafka is, and how its topics are begun.</summary>
    public KafkaSettings Kafka { get; init; } = new();

    /// <summary>Where ClickHouse is.</summary>
    public ClickHouseSettings ClickHouse { get; init; } = new();

    /// <summary>Where history and the archive lie.</summary>
    public DataSettings Data { get; init; } = new();

    /// <summary>How the stream writes, and what it does with records that it cannot take.</summary>
    public StreamSettings Stream { get; init; } = new();

    /// <summary>When backfills run, how much at once, and how long what they replaced is kept.</summary>
    public BackfillSettings Backfill { get; init; } = new();

    /// <summary>Which Spark computes slices, where one does.</summary>
    public SparkServerSettings Spark { get; init; } = new();

    /// <summary>Where the schedule keeps its queue, and who may look at it.</summary>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>Where the API listens, and what a request may take.</summary>
    public ApiSettings Api { get; init; } = new();
}

/// <summary>How to reach Kafka.</summary>
public sealed class KafkaSettings
{
    /// <summary>
    /// Brokers, <c>host:port</c>, separated by commas. Default: <c>localhost:9092</c>. <c>embedded</c> starts a mock cluster in a process
    /// of <c>run</c>.
    /// </summary>
    [Required]
    public string BootstrapServers { get; init; } = "localhost:9092";

    /// <summary>
    /// Where a job version or an archive begins that has nothing yet. Default: <c>beginning</c>, which refuses a topic that has dropped its
    /// beginning.
    /// <c>first-whole-epoch</c>: the first epoch of each partition that is still there as a whole.
    /// </summary>
    [Required]
    [AllowedValues(FromBeginning, FromFirstWholeEpoch, ErrorMessage = $"allowed are {FromBeginning} and {FromFirstWholeEpoch}.")]
    public string Start { get; init; } = FromBeginning;

    internal const string FromBeginning = "beginning";

    internal const string FromFirstWholeEpoch = "first-whole-epoch";

    internal LogStart LogStart => Start == FromFirstWholeEpoch ? LogStart.FirstWholeEpoch : LogStart.Beginning;

    /// <summary>
    /// Which installation it is, of several that share a Kafka: part of the names of its consumer groups and clients. At most 40 letters,
    /// digits and '_'. Default: none. With another name every group begins anew.
    /// </summary>
    public string Installation { get; init; } = "";

    /// <summary>
    /// Any librdkafka key of a consumer, passed through: <c>Unified:Kafka:Extra:security.protocol=SSL</c>. One that Unified decides, or
    /// that the client does not know or take, is refused.
    /// </summary>
    public Dictionary<string, string> Extra { get; init; } = [];
}

/// <summary>How to reach ClickHouse.</summary>
public sealed class ClickHouseSettings
{
    /// <summary>
    /// A ClickHouse.Driver connection string. Default: <c>Host=localhost;Port=8123</c>. <c>embedded</c> starts libchdb in a child process,
    /// its tables under <see cref="DataSettings.Root"/>.
    /// </summary>
    [Required]
    public string ConnectionString { get; init; } = "Host=localhost;Port=8123";

    /// <summary>The database of all tables and views; created when missing. Default: <c>unified</c>.</summary>
    [Required]
    public string Database { get; init; } = "unified";

    /// <summary>Of the embedded one.</summary>
    public EmbeddedSettings Embedded { get; init; } = new();
}

/// <summary>The embedded ClickHouse.</summary>
public sealed class EmbeddedSettings
{
    /// <summary>
    /// The path of libchdb. Default: that of the npm package, in <c>node_modules</c> beside the program or above it, or in the user's
    /// folder for data, where npm puts it when it is nowhere.
    /// </summary>
    public string? Library { get; init; }

    /// <summary>The folder of its tables. Default: <c>clickhouse</c> in <see cref="DataSettings.Root"/>.</summary>
    public string? Data { get; init; }
}

/// <summary>Where files are.</summary>
public sealed class DataSettings
{
    /// <summary>
    /// The folder that relative history paths start from and that the archive grows in. Default: <c>.unified</c> in the current folder.
    /// </summary>
    [Required]
    public string Root { get; init; } = ".unified";

    /// <summary>The folder of the archive. Default: <c>archive</c> in <see cref="Root"/>.</summary>
    public string? Archive { get; init; }

    /// <summary>
    /// Records that have waited so long for their epoch to be complete are written to a partial file of the archive. Default: 5 minutes.
    /// Range: 1 second to 1 day.
    /// </summary>
    public TimeSpan PartialAfter { get; init; } = TimeSpan.FromMinutes(5);

    internal string ArchiveFolder => Archive ?? Path.Combine(Root, "archive");
}

/// <summary>The streaming layer.</summary>
public sealed class StreamSettings
{
    /// <summary>How often changed rows are written. Default: one second. Range: 10 ms to 10 minutes.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Quarantined records are too many when there are at least so many in a minute (an answer is incomplete when there are so many
    /// among the newest events). Default: 1,000. Range: 1 and up.
    /// </summary>
    [Range(typeof(long), "1", "9223372036854775807", ParseLimitsInInvariantCulture = true)]
    public long QuarantineCount { get; init; } = 1_000;

    /// <summary>... and when they are at least this share of what was read. Default: 0.1. Range: 0 to 1.</summary>
    [Range(typeof(decimal), "0", "1", ParseLimitsInInvariantCulture = true)]
    public decimal QuarantineShare { get; init; } = 0.1m;

    /// <summary>Both, for who asks whether they are too many.</summary>
    internal QuarantineLimits Quarantine => new(QuarantineCount, QuarantineShare);

    /// <summary>True when too many quarantined records stop the job. Default: no.</summary>
    public bool StopOnQuarantine { get; init; }
}

/// <summary>The batch layer.</summary>
public sealed class BackfillSettings
{
    /// <summary>When the reconciler is triggered, UTC. Default: 01:30 every day.</summary>
    [Required]
    public string Cron { get; init; } = "30 1 * * *";

    /// <summary>Slices computed at the same time. Default: the number of processors.</summary>
    [Range(1, 1024)]
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Most epochs in one slice. Default: 64.</summary>
    [Range(1, 1_000_000)]
    public int EpochsPerSlice { get; init; } = 64;

    /// <summary>
    /// What computes slices: <c>native</c>, or <c>spark</c>, whose server <see cref="UnifiedOptions.Spark"/> names; what Spark cannot
    /// compute equally, the native engine does then. Default: <c>native</c>.
    /// </summary>
    [AllowedValues("native", "spark", ErrorMessage = "allowed are native and spark.")]
    public string Engine { get; init; } = "native";

    /// <summary>
    /// How long rows stay that a promotion has superseded: the time in which it can be rolled back. Default: 7 days. Range: 1 hour to 365
    /// days.
    /// </summary>
    public TimeSpan KeepSuperseded { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>How to reach Spark.</summary>
public sealed class SparkServerSettings
{
    /// <summary>
    /// A Spark Connect server, <c>sc://host:port</c>; parameters may follow as with Spark's own clients: <c>/;token=..;use_ssl=true</c>.
    /// Default: none.
    /// </summary>
    public string? Remote { get; init; }

    /// <summary>
    /// Where Spark's hosts see the folders of this host, <c>Unified:Spark:Paths:/data=s3a://bucket/data</c>; the longest that a file lies
    /// in counts. Default: at the same place.
    /// </summary>
    public Dictionary<string, string> Paths { get; init; } = [];

    /// <summary>Any setting of Spark's sessions, passed through: <c>Unified:Spark:Settings:spark.sql.shuffle.partitions=200</c>.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>How long a server that does not answer is waited for. Default: 1 minute. Range: 0 to 1 hour.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The same for the batch layer; null without a server.</summary>
    internal SparkSettings? Server => Remote is null ? null : new SparkSettings
    {
        Server = new SparkOptions { Remote = Remote, Settings = Settings, Patience = Patience },
        Paths = Paths,
    };
}

/// <summary>The HTTP API.</summary>
public sealed class ApiSettings
{
    /// <summary>Where it listens. Default: <c>http://127.0.0.1:5080</c>.</summary>
    [Required]
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>What a request may cost.</summary>
    public ApiLimitSettings Limits { get; init; } = new();
}
