using Unified.Epochs;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>A record that is taken out of a job.</summary>
/// <param name="Exclusion">Which, and why.</param>
/// <param name="Since">Since when.</param>
/// <param name="Who">By whom.</param>
internal sealed record StoredExclusion(Exclusion Exclusion, DateTimeOffset Since, string Who);

/// <summary>The records that are taken out of jobs. Nothing is ever removed: whoever computes again must leave out the same.</summary>
internal static class ExclusionTable
{
    public static readonly Table<StoredExclusion> Table = new(
        "unified_excluded", "MergeTree ORDER BY (job, log, p, offset, since)",
        new StoredExclusion(new Exclusion("", default, 0, ""), default, ""))
    {
        { "job", Text, e => e.Exclusion.Job, (e, v) => e with { Exclusion = e.Exclusion with { Job = v } } },
        { "log", Text, e => e.Exclusion.Partition.Log, (e, v) =>
            e with { Exclusion = e.Exclusion with { Partition = e.Exclusion.Partition with { Log = v } } } },
        { "p", Integer, e => e.Exclusion.Partition.Number, (e, v) =>
            e with { Exclusion = e.Exclusion with { Partition = e.Exclusion.Partition with { Number = v } } } },
        { "offset", Long, e => e.Exclusion.Offset, (e, v) => e with { Exclusion = e.Exclusion with { Offset = v } } },
        { "why", Text, e => e.Exclusion.Why, (e, v) => e with { Exclusion = e.Exclusion with { Why = v } } },
        { "since", Instant, e => e.Since, (e, v) => e with { Since = v } },
        { "who", Text, e => e.Who, (e, v) => e with { Who = v } },
    };
}
