using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>What another engine has said of the promoted rows: it has computed all of them again.</summary>
/// <param name="Key">The job version.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Seq">The manifest whose rows they were.</param>
/// <param name="Rows">How many rows it has computed.</param>
/// <param name="Differences">How many rows were not the same: 0 proves the others.</param>
/// <param name="Who">Who asked.</param>
/// <param name="Seen">When, by the server's clock.</param>
internal sealed record Opinion(VersionKey Key, string Engine, long Seq, long Rows, long Differences, string Who, DateTimeOffset Seen);

/// <summary>The newest opinion of each engine.</summary>
internal static class OpinionTable
{
    public static readonly Table<Opinion> Table = new(
        "unified_opinions", "ReplacingMergeTree(seen) ORDER BY (job, version, engine)", new Opinion(default, "", 0, 0, 0, "", default))
    {
        { "job", Text, o => o.Key.Job, (o, v) => o with { Key = o.Key with { Job = v } } },
        { "version", Text, o => o.Key.Version, (o, v) => o with { Key = o.Key with { Version = v } } },
        { "engine", Text, o => o.Engine, (o, v) => o with { Engine = v } },
        { "seq", Long, o => o.Seq, (o, v) => o with { Seq = v } },
        { "rows", Long, o => o.Rows, (o, v) => o with { Rows = v } },
        { "differences", Long, o => o.Differences, (o, v) => o with { Differences = v } },
        { "who", Text, o => o.Who, (o, v) => o with { Who = v } },
        { "seen", Instant, o => o.Seen, (o, v) => o with { Seen = v } },
    };

    /// <summary>Those of a version.</summary>
    public static RowQuery<Opinion> Of(VersionKey key) => new(Table, $"{key} ORDER BY engine",
        all => all.Where(o => o.Key == key).OrderBy(o => o.Engine, StringComparer.Ordinal));
}
