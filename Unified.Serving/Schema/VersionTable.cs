using System.Collections.Immutable;
using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>A stored version, and when that was.</summary>
internal sealed record StoredVersion(DefinitionVersion Definition, DateTimeOffset Stored);

/// <summary>The versions that programs were started with. Rows are only ever added; of a version the newest counts.</summary>
internal static class VersionTable
{
    private static readonly SourceSchema NoSource = new()
    {
        Name = "",
        Topic = "",
        Format = SourceFormat.Json,
        Partitions = 0,
        Epochs = default,
        History = null,
        HistoryUntil = null,
        EventTime = "",
        Columns = [],
    };

    public static readonly Table<StoredVersion> Table =
        new("unified_versions", "MergeTree ORDER BY (job, version, stored)",
            new StoredVersion(new DefinitionVersion("", "", [], [], ""), default))
        {
            { "job", Text, s => s.Definition.Job, (s, v) => s with { Definition = s.Definition with { Job = v } } },
            { "version", Text, s => s.Definition.Version, (s, v) => s with { Definition = s.Definition with { Version = v } } },
            { "stored", Instant, s => s.Stored, (s, v) => s with { Stored = v } },
            // Place by place: the sources that it reads, and the columns of its answer.
            { "sources", List(Text), s => Sources(s, x => x.Name),
                (s, v) => s with { Definition = s.Definition with { Sources = [.. v.Select(name => NoSource with { Name = name })] } } },
            { "topics", List(Text), s => Sources(s, x => x.Topic), (s, v) => Sources(s, v, (x, topic) => x with { Topic = topic }) },
            { "formats", List(Text), s => Sources(s, x => x.Format.ToString()),
                (s, v) => Sources(s, v, (x, format) => x with { Format = Enum.Parse<SourceFormat>(format) }) },
            { "partitions", List(Integer), s => Sources(s, x => x.Partitions),
                (s, v) => Sources(s, v, (x, count) => x with { Partitions = count }) },
            { "epoch_lengths", List(Long), s => Sources(s, x => x.Epochs.Offsets),
                (s, v) => Sources(s, v, (x, length) => x with { Epochs = new EpochLength(length) }) },
            { "histories", List(OptionalText), s => Sources(s, x => x.History),
                (s, v) => Sources(s, v, (x, history) => x with { History = history }) },
            { "history_untils", List(Optional(Long)), s => Sources(s, x => x.HistoryUntil),
                (s, v) => Sources(s, v, (x, until) => x with { HistoryUntil = until }) },
            { "column_names", List(Text), s => Columns(s, c => c.Name),
                (s, v) => s with { Definition = s.Definition with { Columns = [.. v.Select(name => new ColumnInfo(name, "", ""))] } } },
            { "column_types", List(Text), s => Columns(s, c => c.Type), (s, v) => Columns(s, v, (c, type) => c with { Type = type }) },
            { "column_roles", List(Text), s => Columns(s, c => c.Role), (s, v) => Columns(s, v, (c, role) => c with { Role = role }) },
            { "definition", Text, s => s.Definition.Definition, (s, v) => s with { Definition = s.Definition with { Definition = v } } },
        };

    private static ImmutableArray<T> Sources<T>(StoredVersion version, Func<SourceSchema, T> value) =>
        [.. version.Definition.Sources.Select(value)];

    private static StoredVersion Sources<T>(StoredVersion version, IReadOnlyList<T> values, Func<SourceSchema, T, SourceSchema> set) =>
        version with { Definition = version.Definition with { Sources = [.. version.Definition.Sources.Zip(values, set)] } };

    private static ImmutableArray<T> Columns<T>(StoredVersion version, Func<ColumnInfo, T> value) =>
        [.. version.Definition.Columns.Select(value)];

    private static StoredVersion Columns<T>(StoredVersion version, IReadOnlyList<T> values, Func<ColumnInfo, T, ColumnInfo> set) =>
        version with { Definition = version.Definition with { Columns = [.. version.Definition.Columns.Zip(values, set)] } };
}
