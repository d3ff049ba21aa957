using System.Globalization;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// The rows of a generation that count: of every slice those of the attempt that finished it. Read once, so that what is proved is what is
/// promoted.
/// </summary>
internal sealed class StagedRows
{
    private readonly Generation _generation;

    private StagedRows(Generation generation, IReadOnlyDictionary<string, StagedSlice> slices) =>
        (_generation, Slices) = (generation, slices);

    /// <summary>By name of the slice.</summary>
    public IReadOnlyDictionary<string, StagedSlice> Slices { get; }

    /// <summary>The rows of all slices.</summary>
    public Attempts All => Of(_generation.Slices);

    /// <exception cref="DataException">A slice is not written, or its rows are not all there.</exception>
    public static async Task<StagedRows> ReadAsync(
        IStatements server, JobPlan plan, Generation generation, CancellationToken cancellation)
    {
        var done = (await new ClickHouseGenerationStore(server).SlicesAsync(plan, generation.Id, cancellation).ConfigureAwait(false))
            .ToDictionary(s => s.Slice, StringComparer.Ordinal);
        var missing = generation.Slices.Where(s => !done.ContainsKey(s.Name)).ToArray();
        if (missing.Length > 0)
        {
            throw new DataException(
                $"Job '{plan.Job}': generation {generation.Id} has {missing.Length} of {generation.Slices.Length} slices that are not "
                    + $"written, '{missing[0]}' first. "
                + "Run them, then promote.");
        }

        var staged = new StagedRows(generation, done);
        var counts = await server.StagedCountsAsync(plan, staged.All, cancellation).ConfigureAwait(false);
        foreach (var slice in generation.Slices.Select(s => done[s.Name])
            .Where(s => counts.GetValueOrDefault(s.Slice) != checked((long)s.Rows)))
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}': slice '{slice.Slice}' of generation {generation.Id} wrote {slice.Rows} rows and "
                    + $"{counts.GetValueOrDefault(slice.Slice)} ")
                + "are there. Run the slice again.");
        }

        return staged;
    }

    /// <summary>The rows of some slices.</summary>
    public Attempts Of(IEnumerable<Slice> slices) => new(_generation.Id, [.. slices.Select(s => (s.Name, Slices[s.Name].Attempt))]);
}
