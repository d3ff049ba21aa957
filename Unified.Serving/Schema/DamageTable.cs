using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>A day whose promoted rows are not those that were promoted.</summary>
/// <param name="Key">The job version.</param>
/// <param name="Promotion">The promotion whose rows they are.</param>
/// <param name="Day">The day bucket.</param>
/// <param name="Expected">How many rows there were.</param>
/// <param name="Found">How many there are.</param>
/// <param name="Seen">When it was seen.</param>
/// <param name="Over">True when they are again what they were.</param>
internal sealed record DamagedDay(
    VersionKey Key, ulong Promotion, int Day, long Expected, long Found, DateTimeOffset Seen, bool Over);

/// <summary>What looks at all promoted rows have found: of each day the newest look counts.</summary>
internal static class DamageTable
{
    public static readonly Table<DamagedDay> Table = new(
        "unified_damage", "ReplacingMergeTree(seen) ORDER BY (job, version, promotion, day)",
        new DamagedDay(default, 0, 0, 0, 0, default, false))
    {
        { "job", Text, d => d.Key.Job, (d, v) => d with { Key = d.Key with { Job = v } } },
        { "version", Text, d => d.Key.Version, (d, v) => d with { Key = d.Key with { Version = v } } },
        { "promotion", Unsigned, d => d.Promotion, (d, v) => d with { Promotion = v } },
        { "day", Integer, d => d.Day, (d, v) => d with { Day = v } },
        { "expected", Long, d => d.Expected, (d, v) => d with { Expected = v } },
        { "found", Long, d => d.Found, (d, v) => d with { Found = v } },
        { "seen", Instant, d => d.Seen, (d, v) => d with { Seen = v } },
        { "over", Flag, d => d.Over, (d, v) => d with { Over = v } },
    };

    /// <summary>Those of a version that are not over.</summary>
    public static RowQuery<DamagedDay> Of(VersionKey key) => new(
        Table, $"{key} AND over = 0 ORDER BY promotion, day",
        all => all.Where(d => d.Key == key && !d.Over).OrderBy(d => d.Promotion).ThenBy(d => d.Day));
}
