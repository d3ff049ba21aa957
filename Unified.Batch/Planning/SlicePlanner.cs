using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Time;

namespace Unified.Batch.Planning;

/// <summary>The next generation, and what keeps it from reaching further.</summary>
/// <param name="Generation">Null when nothing is missing.</param>
/// <param name="Holes">Gaps in the archive at which partitions stop.</param>
public sealed record NextGeneration(Generation? Generation, ImmutableArray<ArchiveHole> Holes);

/// <summary>
/// Says what the batch layer has not computed yet, from the manifest, the history dataset and the archive. It stores nothing, so asking again is
/// free. Thread-safe.
/// </summary>
public sealed class SlicePlanner(HistoryDataset history, IArchiveReader archive, BatchOptions options, TimeProvider time)
{
    private const int RandomBits = 20;

    internal HistoryDataset History => history;

    /// <summary>What is missing on top of <paramref name="manifest"/>.</summary>
    public NextGeneration Plan(JobPlan plan, Manifest manifest, PlanFilter? filter = null)
    {
        filter ??= PlanFilter.None;
        if (filter.Rebuild)
        {
            return PlanRebuild(plan, manifest, filter);
        }

        var holes = ImmutableArray.CreateBuilder<ArchiveHole>();
        var slices = Enumerable.Empty<Slice>();
        if (filter.TakesHistory)
        {
            slices = MissingDays(plan.Source, manifest).Where(filter.TakesDay).Select(day => new HistorySlice(day));
        }

        if (filter.TakesLog)
        {
            slices = slices.Concat(MissingEpochs(plan.Source, manifest.Cut, holes));
        }

        var taken = slices.Take(filter.MaxSlices).ToImmutableArray();
        return new NextGeneration(taken.IsEmpty ? null : new Generation
        {
            Id = NewId(),
            Job = plan.Job,
            Version = plan.Version,
            BaseSeq = manifest.Seq,
            Slices = taken,
        }, holes.ToImmutable());
    }

    /// <summary>Every day that there is, and every epoch that is promoted: the cut stays where it is, so that nothing is asked of the stream.</summary>
    private NextGeneration PlanRebuild(JobPlan plan, Manifest manifest, PlanFilter filter)
    {
        if (filter.Narrows)
        {
            throw new ArgumentException("A rebuild replaces everything that is promoted; it cannot be narrowed.", nameof(filter));
        }

        if (manifest.HistoryDays.IsEmpty && manifest.Cut.Equals(manifest.Origin))
        {
            return new NextGeneration(null, []);
        }

        var slices = Days(plan.Source).Select(Slice (day) => new HistorySlice(day)).ToList();
        if (slices.Count == 0 && !manifest.HistoryDays.IsEmpty)
        {
            // A folder that is not mounted looks like one that was emptied, and all of history would leave the answer.
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot be rebuilt: {manifest.HistoryDays.Count} days of history are promoted, and the dataset '{plan.Source.History}' of source '{plan.Source.Name}' has no day before its border. ")
                + "Mount or restore it. If there is no history any more, declare the source without it.");
        }

        foreach (var (partition, end) in manifest.Cut.Epochs)
        {
            var begin = manifest.Origin.Of(partition);
            RequireArchived(plan, partition, begin, end);
            slices.AddRange(Slices(partition, begin, end));
        }

        return new NextGeneration(new Generation
        {
            Id = NewId(),
            Job = plan.Job,
            Version = plan.Version,
            BaseSeq = manifest.Seq,
            Slices = [.. slices],
            Rebuild = true,
        }, []);
    }

    private void RequireArchived(JobPlan plan, int partition, long begin, long end)
    {
        var archived = archive.Epochs(plan.Source, partition).ToHashSet();
        var first = begin;
        while (first < end && archived.Contains(first))
        {
            first++;
        }

        var last = first;
        while (last + 1 < end && !archived.Contains(last + 1))
        {
            last++;
        }

        if (first < end)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot be rebuilt: epochs {begin} to {end - 1} of source '{plan.Source.Name}', partition {partition}, are promoted, and {(first == last ? $"epoch {first} of them is" : $"epochs {first} to {last} of them are")} not archived any more. ")
                + "Restore their files; or roll back to a manifest before the changed day, and backfill.");
        }
    }

    private IEnumerable<int> Days(SourceSchema source) => source.HistoryUntil is not { } until ? [] : history.Days(source).Where(day => day < Timestamps.Day(until));

    private IEnumerable<int> MissingDays(SourceSchema source, Manifest manifest) => Days(source).Where(day => !manifest.HistoryDays.Contains(day));

    /// <summary>
    /// Round-robin over the partitions, each in order: any prefix of the list is contiguous in every partition, so a generation that is cut short still
    /// moves borders only.
    /// </summary>
    private IEnumerable<LogSlice> MissingEpochs(SourceSchema source, Cut cut, ImmutableArray<ArchiveHole>.Builder holes)
    {
        var partitions = archive.Partitions(source).Select(p => Slices(p, cut.Of(p), Contiguous(source, p, cut.Of(p), holes))).ToList();
        for (var turn = 0; partitions.Any(p => turn < p.Count); turn++)
        {
            foreach (var slices in partitions.Where(p => turn < p.Count))
            {
                yield return slices[turn];
            }
        }
    }

    private long Contiguous(SourceSchema source, int partition, long first, ImmutableArray<ArchiveHole>.Builder holes)
    {
        var end = first;
        foreach (var epoch in archive.Epochs(source, partition).Where(e => e >= first))
        {
            if (epoch != end)
            {
                holes.Add(new ArchiveHole(source.Name, partition, end, epoch));
                break;
            }

            end++;
        }

        return end;
    }

    private List<LogSlice> Slices(int partition, long first, long end)
    {
        var slices = new List<LogSlice>();
        for (; first < end; first = slices[^1].End)
        {
            slices.Add(new LogSlice(partition, first, Math.Min(end, first + options.EpochsPerSlice)));
        }

        return slices;
    }

    /// <summary>Milliseconds, then random bits: ordered by time, and two planners of one millisecond still differ.</summary>
    internal ulong NewId() => ((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | (uint)RandomNumberGenerator.GetInt32(1 << RandomBits);
}
