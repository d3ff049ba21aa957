using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// How a rollback and a collection that run at once keep out of each other's way: each first says what it is about to do, then looks what
/// the other has said. Whatever the order, at least one sees the other: the collection spares what a rollback needs, the rollback is
/// refused what a collection drops. A collection's claim never expires, so that one that sleeps may wake and go on; what it names only ever
/// becomes less.
/// </summary>
internal sealed class RowClaims(ClickHouseDatabase database, JobPlan plan)
{
    private const string Rollback = "rollback";
    private const string Collection = "collection";

    /// <summary>A rollback to <paramref name="target"/> begins. Collections spare its rows for their grace time.</summary>
    public Task<RowClaim> NeedAsync(Manifest target, CancellationToken cancellation) =>
        OpenAsync(Rollback, target.Days.Select(d => (d.Value, d.Key)), Smallest(target), cancellation);

    /// <summary>A collection begins to drop these partitions, and of each log the stream rows below an epoch.</summary>
    public Task<RowClaim> DropAsync(
        IEnumerable<(ulong Generation, int Day)> batch, ImmutableSortedDictionary<string, long> epochs, CancellationToken cancellation) =>
        OpenAsync(Collection, batch, epochs, cancellation);

    public Task<IReadOnlyList<RowClaim>> NeededAsync(CancellationToken cancellation) => ReadAsync(Rollback, cancellation);

    public Task<IReadOnlyList<RowClaim>> DroppedAsync(CancellationToken cancellation) => ReadAsync(Collection, cancellation);

    /// <summary>For each log the epoch below which collections are dropping stream rows.</summary>
    public async Task<IReadOnlyDictionary<string, long>> DroppingAsync(CancellationToken cancellation) =>
        Dropping(await DroppedAsync(cancellation).ConfigureAwait(false));

    /// <inheritdoc cref="DroppingAsync"/>
    public static IReadOnlyDictionary<string, long> Dropping(IEnumerable<RowClaim> collections) =>
        collections.SelectMany(c => c.Epochs).GroupBy(e => e.Key, StringComparer.Ordinal)
            .ToDictionary(l => l.Key, l => l.Max(e => e.Value), StringComparer.Ordinal);

    /// <summary>The rollback's manifest speaks for itself now.</summary>
    public Task EndNeedAsync(RowClaim claim, CancellationToken cancellation) => WriteAsync(claim with { Over = true }, cancellation);

    /// <summary>What the collection drops is gone, for everybody to see.</summary>
    public Task EndDropAsync(RowClaim claim, CancellationToken cancellation) => WriteAsync(claim with { Over = true }, cancellation);

    /// <summary>For each log of the job the first epoch of which a manifest counts any stream row.</summary>
    public ImmutableSortedDictionary<string, long> Smallest(Manifest manifest) =>
        plan.Sources.ToImmutableSortedDictionary(s => s.Name, s => ManifestSource.SmallestCut(manifest, s.Name), StringComparer.Ordinal);

    private async Task<RowClaim> OpenAsync(
        string kind, IEnumerable<(ulong Generation, int Day)> batch, ImmutableSortedDictionary<string, long> epochs,
            CancellationToken cancellation)
    {
        var now = database.Time.GetUtcNow();
        var claim = new RowClaim(VersionKey.Of(plan), kind, Guid.CreateVersion7(now), [.. batch.Distinct()], epochs, now, Over: false);
        await WriteAsync(claim, cancellation).ConfigureAwait(false);
        return claim;
    }

    private Task<IReadOnlyList<RowClaim>> ReadAsync(string kind, CancellationToken cancellation) =>
        ClaimTable.Table.ReadAsync(database, $"{VersionKey.Of(plan)} AND kind = {ClickHouseSql.Text(kind)} AND over = 0", cancellation);

    private Task WriteAsync(RowClaim claim, CancellationToken cancellation) =>
        ClaimTable.Table.InsertAsync(database, [claim], cancellation);
}
