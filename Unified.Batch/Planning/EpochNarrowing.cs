using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Batch.Planning;

/// <summary>
/// Finds the epochs that a refused row really differs in, and which layer is wrong. A row that is missing is in no epoch's rows, so only
/// computing the epochs again can tell: they become a generation of one slice an epoch that is never promoted, and the same proof says what
/// differs.
/// </summary>
internal sealed class EpochNarrowing(
    IGenerationStore generations, IPromotion promotion, SliceRunner runner, SlicePlanner planner, BatchOptions options)
{
    /// <summary>Beyond it nearly everything differs, and computing nearly everything again says little.</summary>
    private const int MostEpochs = 256;

    public async Task<IReadOnlyList<Difference>> NarrowAsync(
        JobPlan plan, Generation refused, IReadOnlyList<Difference> differences, CancellationToken cancellation)
    {
        var epochs = differences.Where(d => d.Keys.Length > 0).SelectMany(d => d.Epochs).Distinct().Order().ToList();
        if (epochs.Count is 0 or > MostEpochs)
        {
            return differences;
        }

        var slices = epochs.Select(e => new LogSlice(e.Partition, e.Epoch, e.Epoch + 1));
        var check = refused with { Id = planner.NewId(), Slices = [.. slices] };
        // Given up before it has rows: nobody takes it for an open one, and the garbage collection knows whose rows these are.
        await generations.GiveUpAsync(check, cancellation).ConfigureAwait(false);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(check.Slices, parallel, async (slice, token) =>
            await runner.RunAsync(plan, check.Id, slice, token).ConfigureAwait(false)).ConfigureAwait(false);
        var proof = await promotion.ProveAsync(plan, check, cancellation).ConfigureAwait(false);
        var found = proof.Differences.Where(d => d.Keys.Length > 0).ToLookup(Row, StringComparer.Ordinal);
        // The proof names so many rows and no more, and says so without keys: then a row that it does not name may differ all the same.
        var all = !proof.Differences.Any(d => d.Keys.Length == 0 && differences.All(known => known != d));
        return [.. differences.Select(d => d.Keys.Length == 0 ? d
            : found[Row(d)].FirstOrDefault() ?? (all ? BatchIsWrong(d, refused) : d))];
    }

    // No epoch to repair: the stream's rows are the right ones.
    private static Difference BatchIsWrong(Difference difference, Generation refused) =>
        difference with { Epochs = [], Wrong = new WrongGeneration(refused.Id, refused.Rebuild) };

    private static string Row(Difference difference) => string.Join('\u001f', difference.Keys.Select(k => $"{k.Column}={k.Value}"));
}
