using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// How a rollback and a collection that run at once keep out of each other's way: each first says what it is about to do, then looks what
/// the other has said. Whatever the order, at least one sees the other: the collection spares what a rollback needs, the rollback is
/// refused what a collection drops. A collection's claim never expires, so that one that sleeps may wake and go on; what it names only ever
/// becomes less. When it is over it stays as the record of what was collected: that a row is there again tells nothing of the others.
/// </summary>
internal sealed class RowClaims(IStatements server, JobPlan plan)
{
    private const string Rollback = "rollback";
    private const string Collection = "collection";

    /// <summary>A rollback to <paramref name="target"/> begins. Collections spare its rows for their grace time.</summary>
    public Task<RowClaim> NeedAsync(Manifest target, CancellationToken cancellation) =>
        OpenAsync(Rollback, target.Days.Select(d => (d.Value, d.Key)), target.Cut, cancellation);

    /// <summary>A collection begins to drop these partitions, and of each partition of a log the stream rows below an epoch.</summary>
    public Task<RowClaim> DropAsync(IEnumerable<(ulong Generation, int Day)> batch, Cut below, CancellationToken cancellation) =>
        OpenAsync(Collection, batch, below, cancellation);

    /// <summary>What rollbacks under way need.</summary>
    public async Task<IReadOnlyList<RowClaim>> NeededAsync(CancellationToken cancellation) =>
        [.. (await ReadAsync(Rollback, cancellation).ConfigureAwait(false)).Where(c => !c.Over)];

    /// <summary>What collections drop or have dropped.</summary>
    public Task<IReadOnlyList<RowClaim>> CollectedAsync(CancellationToken cancellation) => ReadAsync(Collection, cancellation);

    /// <summary>For each partition the epoch below which stream rows are collected, or are being collected.</summary>
    public static Cut Below(IEnumerable<RowClaim> collections) => collections.SelectMany(c => c.Cut.Epochs)
        .Aggregate(Cut.Zero, (cut, e) => cut.With(e.Key, Math.Max(cut.Of(e.Key), e.Value)));

    /// <summary>The rollback's manifest speaks for itself now.</summary>
    public Task EndNeedAsync(RowClaim claim, CancellationToken cancellation) => WriteAsync(claim with { Over = true }, cancellation);

    /// <summary>What the collection drops is gone: the claim becomes the record of it.</summary>
    public Task EndDropAsync(
        RowClaim claim, IEnumerable<(ulong Generation, int Day)> batch, Cut below, CancellationToken cancellation) =>
        WriteAsync(claim with { Batch = [.. batch.Distinct()], Cut = below, Over = true }, cancellation);

    private async Task<RowClaim> OpenAsync(
        string kind, IEnumerable<(ulong Generation, int Day)> batch, Cut cut, CancellationToken cancellation)
    {
        var now = await server.NowAsync(cancellation).ConfigureAwait(false);
        var claim = new RowClaim(VersionKey.Of(plan), kind, Guid.CreateVersion7(now), [.. batch.Distinct()], cut, now, Over: false);
        await WriteAsync(claim, cancellation).ConfigureAwait(false);
        return claim;
    }

    private Task<IReadOnlyList<RowClaim>> ReadAsync(string kind, CancellationToken cancellation) =>
        server.ReadAsync(ClaimTable.Of(VersionKey.Of(plan), kind), cancellation);

    private Task WriteAsync(RowClaim claim, CancellationToken cancellation) => server.InsertAsync(ClaimTable.Table, [claim], cancellation);
}
