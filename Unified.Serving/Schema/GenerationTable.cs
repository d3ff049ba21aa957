using System.Globalization;
using Unified.Epochs;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>A planned generation as it is stored.</summary>
internal sealed record StoredGeneration(Generation Generation, bool GivenUp, DateTimeOffset Created);

/// <summary>The planned generations. One that is given up is written once more.</summary>
internal static class GenerationTable
{
    public static readonly Table<StoredGeneration> Table = new(
        "unified_generations", "ReplacingMergeTree(given_up) ORDER BY (job, version, id)",
        new StoredGeneration(new Generation { Id = 0, Job = "", Version = "", BaseSeq = 0, Slices = [] }, false, default))
    {
        { "job", Text, g => g.Generation.Job, (g, v) => g with { Generation = g.Generation with { Job = v } } },
        { "version", Text, g => g.Generation.Version, (g, v) => g with { Generation = g.Generation with { Version = v } } },
        { "id", Unsigned, g => g.Generation.Id, (g, v) => g with { Generation = g.Generation with { Id = v } } },
        { "base_seq", Long, g => g.Generation.BaseSeq, (g, v) => g with { Generation = g.Generation with { BaseSeq = v } } },
        { "slices", List(Text), g => [.. g.Generation.Slices.Select(s => s.Name)],
            (g, v) => g with { Generation = g.Generation with { Slices = [.. v.Select(Slice.Parse)] } } },
        { "rebuild", Flag, g => g.Generation.Rebuild, (g, v) => g with { Generation = g.Generation with { Rebuild = v } } },
        { "given_up", Flag, g => g.GivenUp, (g, v) => g with { GivenUp = v } },
        { "created", Instant, g => g.Created, (g, v) => g with { Created = v } },
    };

    /// <summary>All of a version, by id.</summary>
    public static RowQuery<StoredGeneration> Of(VersionKey key) => new(Table, $"{key} ORDER BY id", all => Ordered(all, key));

    /// <summary>Those that were planned on a manifest and are not given up, newest first, rebuilds before the others.</summary>
    public static RowQuery<StoredGeneration> Open(VersionKey key, long baseSeq) => new(
        Table, string.Create(CultureInfo.InvariantCulture,
            $"{key} AND base_seq = {baseSeq} AND given_up = 0 ORDER BY rebuild DESC, id DESC"),
        all => Ordered(all, key).Where(g => g.Generation.BaseSeq == baseSeq && !g.GivenUp)
            .OrderByDescending(g => g.Generation.Rebuild).ThenByDescending(g => g.Generation.Id));

    private static IOrderedEnumerable<StoredGeneration> Ordered(IEnumerable<StoredGeneration> all, VersionKey key) =>
        all.Where(g => new VersionKey(g.Generation.Job, g.Generation.Version) == key).OrderBy(g => g.Generation.Id);
}
