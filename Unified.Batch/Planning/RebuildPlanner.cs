using System.Globalization;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Batch.Planning;

/// <summary>
/// What a rebuild reads: every history day that there is, and every epoch that is promoted. The cut stays where it is, so that nothing is
/// asked of the stream. Nothing, when nothing is promoted.
/// </summary>
internal sealed class RebuildPlanner(HistoryDataset history, IArchiveReader archive)
{
    /// <exception cref="DataException">Days of a source are promoted, and its dataset has none.</exception>
    public IEnumerable<HistorySlice> Days(JobPlan plan, Manifest manifest)
    {
        if (manifest.HistoryDays.IsEmpty && manifest.Cut.Equals(manifest.Origin))
        {
            yield break;
        }

        foreach (var source in plan.Sources)
        {
            var (days, promoted) = (history.DaysBeforeBorder(source), manifest.HistoryDays.Count(d => d.Log == source.Name));
            if (days.Count == 0 && promoted > 0)
            {
                // A folder that is not mounted looks like one that was emptied, and all of history would leave the answer.
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"Job '{plan.Job}' cannot be rebuilt: {promoted} days of history are promoted, and the dataset '{source.History}' ")
                    + $"of source '{source.Name}' has no day before its border. "
                    + "Mount or restore it. If there is no history any more, declare the source without it.");
            }

            foreach (var day in days)
            {
                yield return new HistorySlice(source.Name, day);
            }
        }
    }

    /// <summary>The promoted epochs, one range a partition.</summary>
    /// <exception cref="DataException">An epoch of them is not archived any more.</exception>
    public IEnumerable<LogSlice> Epochs(JobPlan plan, Manifest manifest)
    {
        foreach (var (partition, end) in manifest.Cut.Epochs)
        {
            var promoted = new LogSlice(partition, manifest.Origin.Of(partition), end);
            RequireArchived(plan, promoted);
            yield return promoted;
        }
    }

    private void RequireArchived(JobPlan plan, LogSlice promoted)
    {
        var archived = archive.Epochs(plan.Source(promoted.Partition), promoted.Partition).ToHashSet();
        var first = promoted.First;
        while (first < promoted.End && archived.Contains(first))
        {
            first++;
        }

        var last = first;
        while (last + 1 < promoted.End && !archived.Contains(last + 1))
        {
            last++;
        }

        if (first < promoted.End)
        {
            var missing = string.Create(CultureInfo.InvariantCulture,
                $"{(first == last ? $"epoch {first} of them is" : $"epochs {first} to {last} of them are")} not archived any more");
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot be rebuilt: epochs {promoted.First} to {promoted.End - 1} of source '{promoted.Partition.Log}', ")
                + string.Create(CultureInfo.InvariantCulture, $"partition {promoted.Partition.Number}, are promoted, and {missing}. ")
                + "Restore their files; or roll back to a manifest before the changed day, and backfill.");
        }
    }
}
