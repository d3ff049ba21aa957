using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// The names of a job version's tables and views, qualified and quoted. Every version has its own; the public views belong to the job.
/// </summary>
internal sealed class JobTables
{
    public const string StreamSuffix = "stream";

    public const string StagingSuffix = "staging";

    public const string BatchSuffix = "batch";

    private readonly ClickHouseDatabase _database;
    private readonly JobPlan _plan;

    public JobTables(ClickHouseDatabase database, JobPlan plan) => (_database, _plan) = (database, plan);

    /// <summary>The stream layer's rows.</summary>
    public string Stream => Of(StreamSuffix);

    /// <summary>The rows of generations that are being written or wait for their proof.</summary>
    public string Staging => Of(StagingSuffix);

    /// <summary>The promoted rows.</summary>
    public string Batch => Of(BatchSuffix);

    /// <summary>The unquoted name of a table of this version, as in system.parts.</summary>
    public string Bare(string suffix) => VersionKey.Of(_plan).Table(suffix);

    /// <summary>The view of this version.</summary>
    public string VersionView(ViewKind kind) => _database.Table(ViewName(_plan.Job, _plan.Version, kind));

    /// <summary>The unquoted name of a view of any version.</summary>
    public static string ViewName(string job, string version, ViewKind kind) => $"{job}__{version}{Suffix(kind)}";

    /// <summary>The view that everybody queries.</summary>
    public string PublicView(ViewKind kind) => _database.Table(_plan.Job + Suffix(kind));

    /// <summary>What a view's name ends with.</summary>
    public static string Suffix(ViewKind kind) => kind switch { ViewKind.Answer => "", ViewKind.Scan => "_scan", _ => "_rows" };

    private string Of(string suffix) => _database.Table(Bare(suffix));
}

/// <summary>The three views of a job.</summary>
internal enum ViewKind
{
    /// <summary>One finished row a (keys, window): the view named as the job.</summary>
    Answer,

    /// <summary>The same rows for long scans: groups only the days that live stream rows touch.</summary>
    Scan,

    /// <summary>States, ungrouped, with where they come from: for roll-ups.</summary>
    Rows,
}
