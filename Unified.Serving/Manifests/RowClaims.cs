using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Manifests;

/// <summary>What a rollback is about to need, or a collection about to drop.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Batch">(generation, day) partitions of promoted rows.</param>
/// <param name="Epoch">Stream rows: from this epoch on they are needed; below it they are dropped.</param>
/// <param name="Created">When it was made.</param>
internal sealed record RowClaim(Guid Id, ImmutableHashSet<(ulong Generation, int Day)> Batch, long Epoch, DateTimeOffset Created);

/// <summary>
/// How a rollback and a collection that run at once keep out of each other's way: each first says what it is about to do, then looks what the
/// other has said. Whatever the order, at least one sees the other: the collection spares what a rollback needs, the rollback is refused what
/// a collection drops. A collection's claim never expires, so that one that sleeps may wake and go on; what it names only ever becomes less.
/// </summary>
internal sealed class RowClaims(ClickHouseDatabase database, JobPlan plan)
{
    private const string Rollback = "rollback";
    private const string Collection = "collection";

    /// <summary>A rollback to <paramref name="target"/> begins. Collections spare its rows for their grace time.</summary>
    public Task<RowClaim> NeedAsync(Manifest target, CancellationToken cancellation) =>
        OpenAsync(Rollback, target.Days.Select(d => (d.Value, d.Key)), Smallest(target), cancellation);

    /// <summary>A collection begins to drop these partitions, and stream rows below <paramref name="epoch"/>.</summary>
    public Task<RowClaim> DropAsync(IEnumerable<(ulong Generation, int Day)> batch, long epoch, CancellationToken cancellation) =>
        OpenAsync(Collection, batch, epoch, cancellation);

    public Task<IReadOnlyList<RowClaim>> NeededAsync(CancellationToken cancellation) => ReadAsync(Rollback, cancellation);

    public Task<IReadOnlyList<RowClaim>> DroppedAsync(CancellationToken cancellation) => ReadAsync(Collection, cancellation);

    /// <summary>The rollback's manifest speaks for itself now.</summary>
    public Task EndNeedAsync(RowClaim claim, CancellationToken cancellation) => WriteAsync(Rollback, claim, over: true, cancellation);

    /// <summary>What the collection drops is gone, for everybody to see.</summary>
    public Task EndDropAsync(RowClaim claim, CancellationToken cancellation) => WriteAsync(Collection, claim, over: true, cancellation);

    /// <summary>The first epoch of which a manifest counts any stream row.</summary>
    public static long Smallest(Manifest manifest) => manifest.Cut.Epochs.Count == 0 ? 0 : manifest.Cut.Epochs.Values.Min();

    private async Task<RowClaim> OpenAsync(string kind, IEnumerable<(ulong Generation, int Day)> batch, long epoch, CancellationToken cancellation)
    {
        var now = database.Time.GetUtcNow();
        var claim = new RowClaim(Guid.CreateVersion7(now), [.. batch], epoch, now);
        await WriteAsync(kind, claim, over: false, cancellation).ConfigureAwait(false);
        return claim;
    }

    private Task<IReadOnlyList<RowClaim>> ReadAsync(string kind, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT toString(id), generations, days, epoch, toUnixTimestamp64Micro(created) FROM {database.Table(SharedTables.Claims)} FINAL "
        + $"WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} AND kind = {ClickHouseSql.Text(kind)} AND over = 0",
        r => new RowClaim(Guid.Parse(r.GetString(0)), [.. r.GetFieldValue<ulong[]>(1).Zip(r.GetFieldValue<int[]>(2))], r.GetInt64(3), ClickHouseTime.FromMicros(r.GetInt64(4))),
        cancellation);

    private Task WriteAsync(string kind, RowClaim claim, bool over, CancellationToken cancellation) => database.InsertJsonAsync(
        $"{database.Table(SharedTables.Claims)} (job, version, kind, id, generations, days, epoch, over, created)", [claim], (json, c) =>
        {
            json.WriteString("job", plan.Job);
            json.WriteString("version", plan.Version);
            json.WriteString("kind", kind);
            json.WriteString("id", c.Id);
            json.WriteStartArray("generations");
            foreach (var (generation, _) in c.Batch)
            {
                json.WriteNumberValue(generation);
            }

            json.WriteEndArray();
            json.WriteStartArray("days");
            foreach (var (_, day) in c.Batch)
            {
                json.WriteNumberValue(day);
            }

            json.WriteEndArray();
            json.WriteNumber("epoch", c.Epoch);
            json.WriteNumber("over", over ? 1 : 0);
            json.WriteString("created", ClickHouseTime.Text(c.Created));
        }, cancellation);
}
