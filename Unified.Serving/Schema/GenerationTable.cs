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
}
