using Unified.Epochs;
using Unified.Plans;

namespace Unified.Batch.Engines;

/// <summary>
/// Computes slices. Every engine gives the same rows, ledgers and counts, or an error: what it cannot compute equally it refuses before it
/// reads. Thread-safe.
/// </summary>
internal interface ISliceEngine
{
    /// <summary>Its name, as commands take it.</summary>
    string Name { get; }

    /// <summary>Whether it can compute a job at all.</summary>
    /// <exception cref="Errors.DefinitionException">
    /// UNI0090: something of the job has no form in it that gives exactly the same.
    /// </exception>
    void Require(JobPlan plan);

    /// <summary>Computes a slice. Nothing is stored.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="excluded">Records of the slice's log that are taken out of the job.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Errors.DataException">The data cannot be computed; retrying does not help.</exception>
    Task<IComputedSlice> ComputeAsync(JobPlan plan, Slice slice, IReadOnlyList<Exclusion> excluded, CancellationToken cancellation);
}
