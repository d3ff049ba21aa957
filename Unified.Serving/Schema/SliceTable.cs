using System.Globalization;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>A finished attempt at a slice.</summary>
/// <param name="Key">The job version.</param>
/// <param name="Generation">The generation.</param>
/// <param name="Slice">The slice's name.</param>
/// <param name="Attempt">The attempt, which its rows carry.</param>
/// <param name="Rows">How many rows it wrote.</param>
/// <param name="Written">When.</param>
/// <param name="Files">The history files that it read.</param>
internal sealed record StagedSlice(
    VersionKey Key, ulong Generation, string Slice, string Attempt, ulong Rows, DateTimeOffset Written, IReadOnlyList<string> Files);

/// <summary>The finished slices of generations: of each the newest attempt counts.</summary>
internal static class SliceTable
{
    public static readonly Table<StagedSlice> Table = new(
        "unified_slices", "ReplacingMergeTree(written) ORDER BY (job, version, generation, slice)",
            new StagedSlice(default, 0, "", "", 0, default, []))
    {
        { "job", Text, s => s.Key.Job, (s, v) => s with { Key = s.Key with { Job = v } } },
        { "version", Text, s => s.Key.Version, (s, v) => s with { Key = s.Key with { Version = v } } },
        { "generation", Unsigned, s => s.Generation, (s, v) => s with { Generation = v } },
        { "slice", Text, s => s.Slice, (s, v) => s with { Slice = v } },
        { "attempt", Text, s => s.Attempt, (s, v) => s with { Attempt = v } },
        { "rows", Unsigned, s => s.Rows, (s, v) => s with { Rows = v } },
        { "written", Instant, s => s.Written, (s, v) => s with { Written = v } },
        { "files", List(Text), s => s.Files, (s, v) => s with { Files = v } },
    };

    /// <summary>Those of a generation.</summary>
    public static RowQuery<StagedSlice> Of(VersionKey key, ulong generation) => new(
        Table, $"{key} AND generation = {generation.ToString(CultureInfo.InvariantCulture)} ORDER BY slice",
        all => all.Where(s => s.Key == key && s.Generation == generation).OrderBy(s => s.Slice, StringComparer.Ordinal));
}
