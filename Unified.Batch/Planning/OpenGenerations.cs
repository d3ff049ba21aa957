using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Batch.Planning;

/// <summary>A generation that is under way.</summary>
/// <param name="Manifest">The manifest that it stands on.</param>
/// <param name="Generation">Null when nothing is missing.</param>
/// <param name="Missing">Its slices that are not written yet, in order.</param>
/// <param name="Holes">Gaps met while it was planned.</param>
public sealed record OpenGeneration(
    Manifest Manifest, Generation? Generation, IReadOnlyList<Slice> Missing, IReadOnlyList<ArchiveHole> Holes)
{
    /// <summary>Why everything is computed anew although nobody asked for it, or null.</summary>
    internal MissingPromotedRows? Lost { get; init; }
}

/// <summary>
/// Finds the generation of a job that is under way, or plans one. It knows what the stores know and nothing else. Thread-safe.
/// </summary>
internal sealed class OpenGenerations(
    IManifestStore manifests, IGenerationStore generations, IPromotion promotion, SlicePlanner planner)
{
    private static readonly PlanFilter Rebuild = new() { Rebuild = true };

    /// <summary>The open generation of the current manifest, if there is one.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="cancellation">Cancels the queries.</param>
    /// <param name="only">Asks for one slice alone; null for all.</param>
    public async Task<OpenGeneration> FindAsync(JobPlan plan, CancellationToken cancellation, Slice? only = null)
    {
        var manifest = await manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var generation = await generations.FindOpenAsync(plan, manifest.Seq, cancellation).ConfigureAwait(false);
        // One that does not continue the manifest was planned on another of the same number, which lost: it can never be promoted.
        if (generation?.Conflict(manifest) is not null || generation is null)
        {
            return new OpenGeneration(manifest, null, [], []);
        }

        var done = await generations.DoneSlicesAsync(plan, generation.Id, only, cancellation).ConfigureAwait(false);
        return new OpenGeneration(
            manifest, generation, [.. generation.Slices.Where(s => (only is null || s == only) && !done.Contains(s.Name))], []);
    }

    /// <summary>
    /// The open generation, or a new one; without one nothing is missing. Where rows of the answer are gone it is a rebuild, whatever was
    /// asked for: added to what is left, new rows would hide for ever that others are gone.
    /// </summary>
    /// <exception cref="DataException">Rows of the answer are gone, and what they were computed from is not there any more.</exception>
    public async Task<OpenGeneration> OpenAsync(JobPlan plan, PlanFilter? filter, CancellationToken cancellation)
    {
        var found = await FindAsync(plan, cancellation).ConfigureAwait(false);
        while (true)
        {
            var lost = filter is { Rebuild: true } ? null : await LostAsync(plan, found.Manifest, cancellation).ConfigureAwait(false);
            var wanted = lost is null ? filter : Rebuild;
            if (found.Generation is { } open && (open.Rebuild || wanted is not { Rebuild: true }))
            {
                return found with { Lost = lost };
            }

            var next = Plan(plan, found.Manifest, wanted, lost);
            if (next.Generation is null)
            {
                return new OpenGeneration(found.Manifest, null, [], next.Holes);
            }

            // Stored before its first slice runs: a crash from here on finds it again instead of planning another. Of two planners that
            // race the store knows the newest, so both go on with that one. Where the manifest has moved on meanwhile none is open, and
            // that is not to say that nothing is missing.
            await generations.CreateAsync(next.Generation, cancellation).ConfigureAwait(false);
            var planned = (found.Manifest.Seq, found.Manifest.Id);
            found = await FindAsync(plan, cancellation).ConfigureAwait(false) with { Holes = next.Holes };
            if ((found.Manifest.Seq, found.Manifest.Id) == planned)
            {
                return found with { Lost = lost };
            }
        }
    }

    /// <summary>What is gone of the rows that a manifest names, or null.</summary>
    public async Task<MissingPromotedRows?> LostAsync(JobPlan plan, Manifest manifest, CancellationToken cancellation)
    {
        var missing = manifest.Days.IsEmpty ? []
            : await promotion.MissingRowsAsync(plan, manifest, cancellation).ConfigureAwait(false);
        return missing.Count == 0 ? null : new MissingPromotedRows(manifest.Seq, [.. missing]);
    }

    private NextGeneration Plan(JobPlan plan, Manifest manifest, PlanFilter? filter, MissingPromotedRows? lost)
    {
        if (lost is null)
        {
            return planner.Plan(plan, manifest, filter);
        }

        try
        {
            var next = planner.Plan(plan, manifest, filter);
            return next.Generation is not null ? next
                : throw new InternalException($"Job '{plan.Job}': {lost.Message}, and there is nothing that they were computed from.");
        }
        catch (DataException refused)
        {
            throw new DataException($"Job '{plan.Job}': {lost.Message}. {refused.Message}", refused);
        }
    }
}
