using System.Collections.Immutable;
using Unified.Epochs;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>
/// What a rollback is about to need, or a collection about to drop. That of a collection stays for ever, and says when it is over what it
/// has dropped: rows that are there again, because somebody woke up and wrote them late, are still collected ones.
/// </summary>
/// <param name="Key">The job version.</param>
/// <param name="Kind">rollback or collection.</param>
/// <param name="Id">Unique.</param>
/// <param name="Batch">(generation, day) partitions of promoted rows.</param>
/// <param name="Cut">For each partition an epoch: from it on stream rows are needed, or below it they are dropped.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Over">True when it is over.</param>
internal sealed record RowClaim(
    VersionKey Key, string Kind, Guid Id, ImmutableArray<(ulong Generation, int Day)> Batch, Cut Cut,
    DateTimeOffset Created, bool Over);

/// <summary>The claims of rollbacks and collections. One that is over is written once more.</summary>
internal static class ClaimTable
{
    public static readonly Table<RowClaim> Table = new(
        "unified_claims", "ReplacingMergeTree(over) ORDER BY (job, version, kind, id)",
        new RowClaim(default, "", Guid.Empty, [], Cut.Zero, default, false))
    {
        { "job", Text, c => c.Key.Job, (c, v) => c with { Key = c.Key with { Job = v } } },
        { "version", Text, c => c.Key.Version, (c, v) => c with { Key = c.Key with { Version = v } } },
        { "kind", Word, c => c.Kind, (c, v) => c with { Kind = v } },
        { "id", Id, c => c.Id, (c, v) => c with { Id = v } },
        // Place by place: partitions of promoted rows.
        { "generations", List(Unsigned), c => [.. c.Batch.Select(b => b.Generation)],
            (c, v) => c with { Batch = [.. v.Select(g => (g, 0))] } },
        { "days", List(Integer), c => [.. c.Batch.Select(b => b.Day)],
            (c, v) => c with { Batch = [.. c.Batch.Zip(v, (b, day) => (b.Generation, day))] } },
        { "cut", Map(Text, Long), c => ManifestTable.Epochs(c.Cut), (c, v) => c with { Cut = ManifestTable.Cut(v) } },
        { "created", Instant, c => c.Created, (c, v) => c with { Created = v } },
        { "over", Flag, c => c.Over, (c, v) => c with { Over = v } },
    };

    /// <summary>Those of a kind, whether or not they are over.</summary>
    public static RowQuery<RowClaim> Of(VersionKey key, string kind) => new(
        Table, $"{key} AND kind = {ClickHouseSql.Text(kind)} ORDER BY id",
        all => all.Where(c => c.Key == key && c.Kind == kind).OrderBy(c => c.Id));
}
