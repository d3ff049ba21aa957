using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Serving.ClickHouse;
using Unified.Serving.Proof;

namespace Unified.Serving.Manifests;

/// <summary>Proof, then promotion: the border between the layers moves by one manifest row. Thread-safe.</summary>
public sealed class ClickHousePromotion : IPromotion
{
    // Far below the shortest grace time of the garbage collection, which spares the rows of promotions that are younger.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly ClickHouseDatabase _database;
    private readonly ClickHouseManifestStore _manifests;
    private readonly LayerProof _proof;

    public ClickHousePromotion(ClickHouseDatabase database)
    {
        _database = database;
        _manifests = new ClickHouseManifestStore(database);
        _proof = new LayerProof(database);
    }

    /// <inheritdoc />
    // The order matters: rows are proved and written while nobody sees them; the manifest row is the only step that readers notice, and it
    // moves the cut and the days at once. Whatever fails before it changes no answer.
    public async Task<PromotionOutcome> PromoteAsync(JobPlan plan, Generation generation, string who, string why, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(generation);
        var current = await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        if (current.Seq != generation.BaseSeq || generation.Conflict(current) is not null)
        {
            return new PromotionOutcome(false, current, 0, []);
        }

        var staged = await StagedRows.ReadAsync(_database, plan, generation, cancellation).ConfigureAwait(false);
        var proof = await _proof.ProveAsync(plan, generation, staged, cancellation).ConfigureAwait(false);
        if (proof.Differences.Count > 0)
        {
            return new PromotionOutcome(false, current, proof.RowsCompared, proof.Differences) { LedgerOnly = proof.LedgerOnly };
        }

        var rows = new PromotedRows(_database, plan);
        var days = await rows.DaysAsync(staged, cancellation).ConfigureAwait(false);
        var began = _database.Time.GetUtcNow();
        var id = PromotedRows.NewId(began);
        if (days.Count > 0)
        {
            await rows.WriteAsync(id, generation.Basis(current), staged, days, cancellation).ConfigureAwait(false);
        }

        await new PromotedFiles(_database).WriteAsync(plan, id, generation.Slices.OfType<HistorySlice>(), staged, cancellation).ConfigureAwait(false);

        var streamed = await new LedgerTable(_database).NewestAsync(plan, cancellation).ConfigureAwait(false);
        var next = Next(plan, current, generation, id, days, streamed.Keys) with { Who = who, Why = why };
        if (next.Created - began > Longest)
        {
            // A process that slept that long may find its rows collected; a manifest that names them would lose them. No claim is needed beside
            // it: unlike a rollback's these rows are new, and no collection names rows that are younger than its grace time.
            throw new TransientException($"Job '{plan.Job}': writing the promoted rows took {next.Created - began}, longer than {Longest}. Nothing was promoted; promote again.");
        }

        var won = await _manifests.AppendAsync(next, cancellation).ConfigureAwait(false);
        return new PromotionOutcome(won, won ? next : await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false), proof.RowsCompared, []) { LedgerOnly = proof.LedgerOnly };
    }

    /// <inheritdoc />
    public Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation) => _proof.ProveAsync(plan, generation, cancellation);

    private Manifest Next(JobPlan plan, Manifest current, Generation generation, ulong id, IReadOnlyList<int> days, IEnumerable<int> streamed)
    {
        var now = _database.Time.GetUtcNow();
        // Every partition is named: the smallest cut prunes, and a partition that is missing would have to count as 0.
        var cut = Enumerable.Range(0, plan.Source.Partitions).Union(streamed).Where(p => !current.Cut.Epochs.ContainsKey(p))
            .Aggregate(generation.CutAfter(current.Cut), (c, p) => c.With(p, c.Of(p)));
        var basis = generation.Basis(current);
        var history = generation.Slices.OfType<HistorySlice>().Select(s => s.Day).ToArray();
        return current with
        {
            Seq = current.Seq + 1,
            Id = Guid.CreateVersion7(now),
            Days = basis.Days.SetItems(days.Select(d => KeyValuePair.Create(d, id))),
            HistoryDays = basis.HistoryDays.Union(history),
            HistoryFiles = basis.HistoryFiles.SetItems(history.Select(d => KeyValuePair.Create(d, id))),
            Cut = cut,
            HistoryUntil = plan.Source.HistoryUntil,
            Code = _database.Options.Code,
            Created = now,
            Promoted = generation.Id,
        };
    }
}
