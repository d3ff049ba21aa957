using System.Globalization;
using Unified.Epochs;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>The files that a history day was computed from.</summary>
internal sealed record PromotedDay(VersionKey Key, ulong Promotion, HistoryDay Day, IReadOnlyList<string> Files);

/// <summary>The files of the history days that are in answers, by promotion.</summary>
internal static class HistoryTable
{
    public static readonly Table<PromotedDay> Table =
        new("unified_history", "ReplacingMergeTree ORDER BY (job, version, promotion, log, day)", new PromotedDay(default, 0, default, []))
        {
            { "job", Text, d => d.Key.Job, (d, v) => d with { Key = d.Key with { Job = v } } },
            { "version", Text, d => d.Key.Version, (d, v) => d with { Key = d.Key with { Version = v } } },
            { "promotion", Unsigned, d => d.Promotion, (d, v) => d with { Promotion = v } },
            { "log", Word, d => d.Day.Log, (d, v) => d with { Day = d.Day with { Log = v } } },
            { "day", Integer, d => d.Day.Day, (d, v) => d with { Day = d.Day with { Day = v } } },
            { "files", List(Text), d => d.Files, (d, v) => d with { Files = v } },
        };

    /// <summary>Those of some promotions.</summary>
    public static RowQuery<PromotedDay> Of(VersionKey key, IReadOnlyCollection<ulong> promotions) => new(
        Table, $"{key} AND has(CAST('[{string.Join(',', promotions.Select(p => p.ToString(CultureInfo.InvariantCulture)))}]', "
            + "'Array(UInt64)'), promotion)",
        all => all.Where(d => d.Key == key && promotions.Contains(d.Promotion)));
}
