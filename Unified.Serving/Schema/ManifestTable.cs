using System.Collections.Immutable;
using System.Globalization;
using Unified.Epochs;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>The manifests of job versions: rows are only ever added, the newest counts.</summary>
internal static class ManifestTable
{
    // generation: the planned generation that the row promoted; 0 for rollbacks, grown topics and declared origins.
    public static readonly Table<Manifest> Table = new(
        "unified_manifest", $"MergeTree ORDER BY (job, version, seq, id) SETTINGS {Tables.RemembersTokens}", Manifest.Empty("", ""))
    {
        { "job", Text, m => m.Job, (m, v) => m with { Job = v } },
        { "version", Text, m => m.Version, (m, v) => m with { Version = v } },
        { "seq", Long, m => m.Seq, (m, v) => m with { Seq = v } },
        { "id", Id, m => m.Id, (m, v) => m with { Id = v } },
        { "days", Map(Integer, Unsigned), m => m.Days, (m, v) => m with { Days = v.ToImmutableSortedDictionary() } },
        { "cut", Map(Text, Long), m => Epochs(m.Cut), (m, v) => m with { Cut = Cut(v) } },
        { "origin", Map(Text, Long), m => Epochs(m.Origin), (m, v) => m with { Origin = Cut(v) } },
        { "history_days", Map(Text, List(Integer)), DaysByLog,
            (m, v) => m with { HistoryDays = [.. v.SelectMany(l => l.Value.Select(d => new HistoryDay(l.Key, d)))] } },
        { "history_files", Map(Text, Map(Integer, Unsigned)), PromotionsByLog, (m, v) => m with { HistoryFiles = Promotions(v) } },
        { "history_until", Map(Text, Long), m => m.HistoryUntil,
            (m, v) => m with { HistoryUntil = v.ToImmutableSortedDictionary(StringComparer.Ordinal) } },
        { "logs", Map(Text, Text), m => m.Logs, (m, v) => m with { Logs = v.ToImmutableSortedDictionary(StringComparer.Ordinal) } },
        { "kept_from", Optional(Integer), m => m.KeptFrom, (m, v) => m with { KeptFrom = v } },
        { "code", Text, m => m.Code, (m, v) => m with { Code = v } },
        { "created", Instant, m => m.Created, (m, v) => m with { Created = v } },
        { "who", Text, m => m.Who, (m, v) => m with { Who = v } },
        { "why", Text, m => m.Why, (m, v) => m with { Why = v } },
        { "generation", Unsigned, m => m.Promoted, (m, v) => m with { Promoted = v } },
    };

    /// <summary>The newest of a version.</summary>
    // The order of the view's argMax: seq, then the id's text, which for a UUIDv7 is its time.
    public static RowQuery<Manifest> Newest(VersionKey key) => new(Table, $"{key} ORDER BY seq DESC, toString(id) DESC LIMIT 1",
        all => Ordered(all, key).Reverse().Take(1));

    /// <summary>All of a version, oldest first.</summary>
    public static RowQuery<Manifest> Of(VersionKey key) => new(Table, $"{key} ORDER BY seq, toString(id)", all => Ordered(all, key));

    /// <summary>The one that has a number.</summary>
    public static RowQuery<Manifest> At(VersionKey key, long seq) => new(
        Table, string.Create(CultureInfo.InvariantCulture, $"{key} AND seq = {seq} LIMIT 1"),
        all => Ordered(all, key).Where(m => m.Seq == seq).Take(1));

    private static IOrderedEnumerable<Manifest> Ordered(IEnumerable<Manifest> all, VersionKey key) =>
        all.Where(m => new VersionKey(m.Job, m.Version) == key).OrderBy(m => m.Seq).ThenBy(m => m.Id.ToString(), StringComparer.Ordinal);

    /// <summary>A cut as it is stored: by the text of its partitions.</summary>
    public static Dictionary<string, long> Epochs(Cut cut) =>
        cut.Epochs.ToDictionary(e => e.Key.Text, e => e.Value, StringComparer.Ordinal);

    /// <summary>A cut as it is read.</summary>
    public static Cut Cut(IReadOnlyDictionary<string, long> epochs) =>
        new(epochs.ToImmutableSortedDictionary(e => LogPartition.Parse(e.Key), e => e.Value));

    private static Dictionary<string, IReadOnlyList<int>> DaysByLog(Manifest manifest) =>
        manifest.HistoryDays.GroupBy(d => d.Log, StringComparer.Ordinal)
        .ToDictionary(l => l.Key, IReadOnlyList<int> (l) => [.. l.Select(d => d.Day)], StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlyDictionary<int, ulong>> PromotionsByLog(Manifest manifest) =>
        manifest.HistoryFiles.GroupBy(d => d.Key.Log, StringComparer.Ordinal)
            .ToDictionary(l => l.Key, IReadOnlyDictionary<int, ulong> (l) => l.ToDictionary(d => d.Key.Day, d => d.Value),
                StringComparer.Ordinal);

    private static ImmutableSortedDictionary<HistoryDay, ulong> Promotions(IReadOnlyDictionary<string, IReadOnlyDictionary<int,
        ulong>> logs) =>
        logs.SelectMany(l => l.Value.Select(d => KeyValuePair.Create(new HistoryDay(l.Key, d.Key), d.Value))).ToImmutableSortedDictionary();
}
