using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Batch.Planning;

/// <summary>
/// Brings a job's batch layer up to what is there to read: current manifest -> open generation, or a new one -> its missing slices ->
/// promotion. Every step reads its state from the stores and may be repeated, so a run that dies anywhere is continued by the next.
/// Thread-safe.
/// </summary>
public sealed class Reconciler(
    IManifestStore manifests, IGenerationStore generations, IPromotion promotion, IRowTables tables, SlicePlanner planner,
    SliceRunner runner, BatchOptions options, TimeProvider time)
{
    private readonly OpenGenerations _open = new(manifests, generations, promotion, planner);
    private readonly EpochNarrowing _narrowing = new(generations, promotion, runner, planner, options);
    private readonly HistoryAudit _audit = new(planner.History, generations);

    /// <summary>The same with slices computed by another engine, which refuses what it cannot compute equally.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="engine">Which.</param>
    /// <exception cref="ArgumentException">There is none of that name, or nothing says where its server is.</exception>
    public Reconciler With(SliceEngines engines, string engine)
    {
        ArgumentNullException.ThrowIfNull(engines);
        return new Reconciler(manifests, generations, promotion, tables, planner, runner.With(engines.Find(engine)), options, time);
    }

    /// <summary>All steps in this process, slices in parallel.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="filter">Narrows a generation that has to be planned; an open one is finished as it was planned.</param>
    /// <param name="who">Who asks, for the manifest.</param>
    /// <param name="why">Why, for the manifest.</param>
    /// <param name="progress">Told after each slice.</param>
    /// <param name="cancellation">Stops after the batch of events in hand; the next run goes on.</param>
    /// <param name="limits">How the slices are computed; null for the defaults.</param>
    public async Task<ReconcileOutcome> ReconcileAsync(JobPlan plan, PlanFilter? filter, string who, string why,
        IProgress<BackfillProgress>? progress, CancellationToken cancellation, RunLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        runner.Engine.Require(plan);
        var open = await OpenAsync(plan, filter, cancellation).ConfigureAwait(false);
        if (open.Generation is not { } generation)
        {
            return await NothingToDoAsync(plan, open, cancellation).ConfigureAwait(false);
        }

        var meter = new ProgressMeter(
            plan.Job, generation.Id, generation.Slices.Length, generation.Slices.Length - open.Missing.Count, time, progress);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = limits?.MaxActive ?? options.Parallelism,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(limits is { Reverse: true } ? open.Missing.Reverse() : open.Missing, parallel, async (slice, token) =>
            meter.Done(slice, await runner.RunAsync(plan, generation.Id, slice, token).ConfigureAwait(false))).ConfigureAwait(false);
        var outcome = await PromoteAsync(plan, generation.Id, who, open.Lost?.Why ?? why, cancellation).ConfigureAwait(false);
        return outcome with { Holes = open.Holes, Lost = open.Lost?.Message };
    }

    /// <summary>The outcome of a run that found nothing missing: not the same as an answer that is complete.</summary>
    internal async Task<ReconcileOutcome> NothingToDoAsync(JobPlan plan, OpenGeneration open, CancellationToken cancellation)
    {
        var outcome = ReconcileOutcome.Of(plan.Job, ReconcileResult.NothingToDo, 0, open.Manifest.Seq, open.Holes);
        return await AuditedAsync(plan, open.Manifest, outcome, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The open generation of the current manifest, or a new one. A rebuild that is asked for takes the place of an open generation that is
    /// none.
    /// </summary>
    public async Task<OpenGeneration> OpenAsync(JobPlan plan, PlanFilter? filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await tables.CreateAsync(plan, cancellation).ConfigureAwait(false);
        return await _open.OpenAsync(plan, filter, cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs one slice of a generation, unless it is done or the generation is not open any more: null then.</summary>
    public async Task<SliceResult?> RunSliceAsync(JobPlan plan, ulong generation, Slice slice, CancellationToken cancellation)
    {
        var open = await _open.FindAsync(plan, cancellation, slice).ConfigureAwait(false);
        return open.Generation?.Id == generation && open.Missing.Contains(slice)
            ? await runner.RunAsync(plan, generation, slice, cancellation).ConfigureAwait(false)
            : null;
    }

    /// <summary>True when the generation is open and every slice of it is written.</summary>
    public async Task<bool> IsCompleteAsync(JobPlan plan, ulong generation, CancellationToken cancellation)
    {
        var open = await _open.FindAsync(plan, cancellation).ConfigureAwait(false);
        return open.Generation?.Id == generation && open.Missing.Count == 0;
    }

    /// <summary>Promotes a generation whose slices are all written. Repeating it after a promotion says that it is promoted.</summary>
    public async Task<ReconcileOutcome> PromoteAsync(JobPlan plan, ulong generation, string who, string why, CancellationToken cancellation)
    {
        var open = await _open.FindAsync(plan, cancellation).ConfigureAwait(false);
        if (open.Generation is null || open.Generation.Id != generation)
        {
            var ending = await NotByUsAsync(plan, generation, cancellation).ConfigureAwait(false);
            return ReconcileOutcome.Of(plan.Job, ending, generation, open.Manifest.Seq);
        }

        if (open.Missing.Count > 0)
        {
            // They were written before this was asked for: somebody has put the tables back meanwhile.
            throw new TransientException($"Job '{plan.Job}': generation {generation} cannot be promoted without slice {open.Missing[0]}, "
                + "which is not written, or its rows are gone. The next run computes it.");
        }

        if (!open.Generation.Rebuild && await _open.LostAsync(plan, open.Manifest, cancellation).ConfigureAwait(false) is { } lost)
        {
            throw new DataException($"Job '{plan.Job}': {lost.Message}, and generation {generation} would be added to what is left. "
                + "Run backfill again: it computes everything in the answer anew.");
        }

        // Slices may have been written long ago. Whoever changed a folder since expects his files in the answer.
        foreach (var change in await _audit.StagedAsync(plan, open.Generation, cancellation).ConfigureAwait(false))
        {
            await runner.RunAsync(plan, generation, new HistorySlice(change.Day.Log, change.Day.Day), cancellation).ConfigureAwait(false);
        }

        var outcome = await promotion.PromoteAsync(plan, open.Generation, who, why, cancellation).ConfigureAwait(false);
        var differences = await _narrowing.NarrowAsync(plan, open.Generation, outcome.Differences, cancellation).ConfigureAwait(false);
        var result = outcome.Promoted ? ReconcileResult.Promoted
            : outcome.Differences.Count > 0 ? ReconcileResult.Refused
            : await NotByUsAsync(plan, generation, cancellation).ConfigureAwait(false);
        var ended = new ReconcileOutcome(plan.Job, result, generation, outcome.Manifest.Seq, outcome.RowsCompared, differences, [])
        {
            LedgerOnly = outcome.LedgerOnly,
        };
        return await AuditedAsync(plan, outcome.Manifest, ended, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The proof without the promotion: computes what the open generation lacks, and compares. Null when nothing is missing.
    /// </summary>
    public async Task<ProofResult?> ProveAsync(JobPlan plan, CancellationToken cancellation)
    {
        var open = await OpenAsync(plan, null, cancellation).ConfigureAwait(false);
        if (open.Generation is not { } generation)
        {
            return null;
        }

        foreach (var slice in open.Missing)
        {
            await runner.RunAsync(plan, generation.Id, slice, cancellation).ConfigureAwait(false);
        }

        var proof = await promotion.ProveAsync(plan, generation, cancellation).ConfigureAwait(false);
        var differences = await _narrowing.NarrowAsync(plan, generation, proof.Differences, cancellation).ConfigureAwait(false);
        return proof with { Differences = differences };
    }

    /// <summary>
    /// Computes everything that is promoted once more, for a second opinion: with the engine of <see cref="With"/>. Nothing of it is ever
    /// promoted. Null when nothing is promoted.
    /// </summary>
    /// <param name="plan">The job.</param>
    /// <param name="progress">Told after each slice.</param>
    /// <param name="cancellation">Stops it; what was computed goes with the next collection.</param>
    /// <exception cref="DataException">What it was computed from is not there any more, or has changed since.</exception>
    public async Task<ComputedAgain?> ComputeAgainAsync(
        JobPlan plan, IProgress<BackfillProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        runner.Engine.Require(plan);
        await tables.CreateAsync(plan, cancellation).ConfigureAwait(false);
        var manifest = await manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var again = planner.Again(plan, manifest);
        if (again.Slices.IsEmpty)
        {
            return null;
        }

        if (await _audit.ProblemsAsync(plan, manifest, cancellation).ConfigureAwait(false) is [var problem, ..])
        {
            throw new DataException($"Job '{plan.Job}': what is promoted cannot be computed again: {problem}");
        }

        // Given up before it has rows: nobody takes it for an open one, and the garbage collection knows whose rows these are.
        await generations.GiveUpAsync(again, cancellation).ConfigureAwait(false);
        var meter = new ProgressMeter(plan.Job, again.Id, again.Slices.Length, 0, time, progress);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(again.Slices, parallel, async (slice, token) =>
            meter.Done(slice, await runner.RunAsync(plan, again.Id, slice, token).ConfigureAwait(false))).ConfigureAwait(false);
        return new ComputedAgain(manifest, again, runner.Engine.Name);
    }

    /// <summary>
    /// Gives the open generation up, so that the next run plans and computes it anew: the way out when its own rows are wrong. Null when
    /// none is open.
    /// </summary>
    public async Task<Generation?> GiveUpAsync(JobPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var open = await _open.FindAsync(plan, cancellation).ConfigureAwait(false);
        if (open.Generation is { } generation)
        {
            await generations.GiveUpAsync(generation, cancellation).ConfigureAwait(false);
        }

        return open.Generation;
    }

    /// <summary>
    /// A generation that is not open any more, or could not be promoted: either somebody promoted it, or another one came first.
    /// </summary>
    private async Task<ReconcileResult> NotByUsAsync(JobPlan plan, ulong generation, CancellationToken cancellation)
    {
        var history = await manifests.HistoryAsync(plan, cancellation).ConfigureAwait(false);
        // Of manifests of one number only the last was ever current.
        return history.GroupBy(m => m.Seq).Any(g => g.Last().Promoted == generation) ? ReconcileResult.Promoted : ReconcileResult.LostRace;
    }

    private async Task<ReconcileOutcome> AuditedAsync(
        JobPlan plan, Manifest manifest, ReconcileOutcome outcome, CancellationToken cancellation) =>
        outcome with { HistoryProblems = await _audit.ProblemsAsync(plan, manifest, cancellation).ConfigureAwait(false) };
}

/// <summary>What is promoted, computed once more.</summary>
/// <param name="Manifest">The manifest that names it.</param>
/// <param name="Generation">What was computed; its slices are written.</param>
/// <param name="Engine">The engine that computed it.</param>
public sealed record ComputedAgain(Manifest Manifest, Generation Generation, string Engine);
