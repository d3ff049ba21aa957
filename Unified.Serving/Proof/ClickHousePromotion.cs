using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Proof;

/// <summary>Proof, then promotion: the border between the layers moves by one manifest row. Thread-safe.</summary>
public sealed class ClickHousePromotion : IPromotion
{
    // Far below the shortest grace time of the garbage collection, which spares the rows of promotions that are younger.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly IStatements _server;
    private readonly ILogIdentities _identities;
    private readonly ClickHouseManifestStore _manifests;
    private readonly LayerProof _proof;

    /// <param name="database">Where the rows are.</param>
    public ClickHousePromotion(ClickHouseDatabase database)
        : this(new ClickHouseStatements(database), new ClickHouseLogIdentities(database), new LayerProof(database))
    {
    }

    internal ClickHousePromotion(IStatements server, ILogIdentities identities, LayerProof proof) =>
        (_server, _identities, _proof, _manifests) = (server, identities, proof, new ClickHouseManifestStore(server));

    /// <inheritdoc />
    // The order matters: rows are proved and written while nobody sees them; the manifest row is the only step that readers notice, and it
    // moves the cut and the days at once. Whatever fails before it changes no answer.
    public async Task<PromotionOutcome> PromoteAsync(JobPlan plan, Generation generation, string who, string why,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(generation);
        var current = await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        if (current.Seq != generation.BaseSeq || generation.Conflict(current) is not null)
        {
            return new PromotionOutcome(false, current, 0, []);
        }

        var staged = await StagedRows.ReadAsync(_server, plan, generation, cancellation).ConfigureAwait(false);
        var proof = await _proof.ProveAsync(plan, generation, staged, cancellation).ConfigureAwait(false);
        if (proof.Differences.Count > 0)
        {
            return new PromotionOutcome(false, current, proof.RowsCompared, proof.Differences) { LedgerOnly = proof.LedgerOnly };
        }

        var days = await _server.StagedDaysAsync(plan, staged.All, cancellation).ConfigureAwait(false);
        var id = await new PromotedRows(_server, plan).WriteAsync(generation.Basis(current), staged, days, cancellation)
            .ConfigureAwait(false);
        if (days.Count > 0)
        {
            await new PromotedCounts(_server).WriteAsync(plan, id, cancellation).ConfigureAwait(false);
        }

        await new PromotedFiles(_server).WriteAsync(plan, id, generation.Slices.OfType<HistorySlice>(), staged, cancellation)
            .ConfigureAwait(false);

        var streamed = await new Ledgers(_server).NewestAsync(plan, cancellation).ConfigureAwait(false);
        var now = await _server.NowAsync(cancellation).ConfigureAwait(false);
        var next = Next(plan, current, generation, id, days, streamed.Keys, now) with
        {
            Logs = await LogsAsync(plan, current, cancellation).ConfigureAwait(false),
            Who = who,
            Why = why,
        };
        if (now - PromotedRows.Created(id) > Longest)
        {
            // A process that slept that long may find its rows collected; a manifest that names them would lose them. No claim is needed
            // beside it: unlike a rollback's these rows are new, and no collection names rows that are younger than its grace time.
            throw new TransientException(
                $"Job '{plan.Job}': writing the promoted rows took {now - PromotedRows.Created(id)}, longer than {Longest}. "
                    + "Nothing was promoted; promote again.");
        }

        var won = await _manifests.AppendAsync(next, cancellation).ConfigureAwait(false);
        var after = won ? next : await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        return new PromotionOutcome(won, after, proof.RowsCompared, []) { LedgerOnly = proof.LedgerOnly };
    }

    /// <inheritdoc />
    public Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation) =>
        _proof.ProveAsync(plan, generation, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<MissingRows>> MissingRowsAsync(JobPlan plan, Manifest manifest, CancellationToken cancellation) =>
        new PromotedCounts(_server).MissingAsync(manifest, cancellation);

    // A log whose identity was learned after the job began is named from its next promotion on.
    private async Task<ImmutableSortedDictionary<string, string>> LogsAsync(JobPlan plan, Manifest current, CancellationToken cancellation)
    {
        var logs = current.Logs;
        foreach (var source in plan.Sources.Where(s => !logs.ContainsKey(s.Name)))
        {
            logs = await _identities.FindAsync(source.Name, cancellation).ConfigureAwait(false) is { } known
                ? logs.Add(source.Name, known) : logs;
        }

        return logs;
    }

    private Manifest Next(JobPlan plan, Manifest current, Generation generation, ulong id, IReadOnlyList<int> days,
        IEnumerable<LogPartition> streamed, DateTimeOffset now)
    {
        // Every partition is named: the smallest cut prunes, and a partition that is missing would have to count as 0.
        var declared = plan.Sources.SelectMany(s => Enumerable.Range(0, s.Partitions).Select(s.Partition));
        var cut = declared.Union(streamed).Where(p => !current.Cut.Epochs.ContainsKey(p)).Aggregate(
            generation.CutAfter(current.Cut), (c, p) => c.With(p, c.Of(p)));
        var basis = generation.Basis(current);
        var history = generation.Slices.OfType<HistorySlice>().Select(s => s.Of).ToArray();
        return current with
        {
            Seq = current.Seq + 1,
            Id = Guid.CreateVersion7(now),
            // Late rows of days that are kept no longer are proved, and then left to the collection.
            Days = basis.Days.SetItems(days.Where(d => !(d < current.KeptFrom)).Select(d => KeyValuePair.Create(d, id))),
            HistoryDays = basis.HistoryDays.Union(history),
            HistoryFiles = basis.HistoryFiles.SetItems(history.Select(d => KeyValuePair.Create(d, id))),
            Cut = cut,
            HistoryUntil = plan.Sources.Where(s => s.HistoryUntil is not null)
                .ToImmutableSortedDictionary(s => s.Name, s => s.HistoryUntil!.Value, StringComparer.Ordinal),
            Code = _server.Code,
            Created = now,
            Promoted = generation.Id,
        };
    }
}
