using System.Collections.Immutable;
using System.Security.Cryptography;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Time;

namespace Unified.Batch.Planning;

/// <summary>The next generation, and what keeps it from reaching further.</summary>
/// <param name="Generation">Null when nothing is missing.</param>
/// <param name="Holes">Gaps in the archive at which partitions stop.</param>
public sealed record NextGeneration(Generation? Generation, ImmutableArray<ArchiveHole> Holes);

/// <summary>
/// Says what the batch layer has not computed yet, from the manifest, and the history dataset and the archive of each source. It stores
/// nothing, so asking again is free. Thread-safe.
/// </summary>
public sealed class SlicePlanner(HistoryDataset history, IArchiveReader archive, BatchOptions options, TimeProvider time)
{
    private const int RandomBits = 20;

    private readonly RebuildPlanner _rebuild = new(history, archive);

    internal HistoryDataset History => history;

    /// <summary>What is missing on top of <paramref name="manifest"/>.</summary>
    /// <exception cref="DataException">A dataset is not there, or the archive is not of the log that the answer is of.</exception>
    public NextGeneration Plan(JobPlan plan, Manifest manifest, PlanFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(manifest);
        filter ??= PlanFilter.None;
        if (filter is { Rebuild: true, Narrows: true })
        {
            throw new ArgumentException("A rebuild replaces everything that is promoted; it cannot be narrowed.", nameof(filter));
        }

        if (filter.TakesLog)
        {
            RequireSameLogs(plan, manifest);
        }

        var holes = ImmutableArray.CreateBuilder<ArchiveHole>();
        ImmutableArray<Slice> slices = filter.Rebuild
            ? [.. _rebuild.Days(plan, manifest), .. TurnByTurn(_rebuild.Epochs(plan, manifest))]
            : [.. MissingDays(plan, manifest, filter), .. filter.TakesLog ? TurnByTurn(MissingEpochs(plan, manifest.Cut, holes)) : []];
        return new NextGeneration(slices.IsEmpty ? null : new Generation
        {
            Id = NewId(),
            Job = plan.Job,
            Version = plan.Version,
            BaseSeq = manifest.Seq,
            Slices = slices,
            Rebuild = filter.Rebuild,
        }, holes.ToImmutable());
    }

    /// <summary>Everything that is promoted, to be computed once more and compared: never to be promoted.</summary>
    /// <exception cref="DataException">What it was computed from is not there any more.</exception>
    internal Generation Again(JobPlan plan, Manifest manifest)
    {
        RequireSameLogs(plan, manifest);
        return new Generation
        {
            Id = NewId(),
            Job = plan.Job,
            Version = plan.Version,
            BaseSeq = manifest.Seq,
            Slices = [.. manifest.HistoryDays.Select(d => new HistorySlice(d.Log, d.Day)), .. TurnByTurn(_rebuild.Epochs(plan, manifest))],
            Rebuild = true,
        };
    }

    /// <summary>Offsets mean something only together with the log that they are of.</summary>
    private void RequireSameLogs(JobPlan plan, Manifest manifest)
    {
        foreach (var source in plan.Sources)
        {
            if (manifest.Logs.TryGetValue(source.Name, out var known) && archive.Identity(source) is { } found && found != known)
            {
                throw new DataException(
                    $"Job '{plan.Job}': the answer is of source '{source.Name}' with topic id {known}, "
                    + $"and the archive is of topic id {found}: the topic was deleted and made anew. Give the source another Name; "
                    + "or restore the archive of the topic before.");
            }
        }
    }

    private IEnumerable<HistorySlice> MissingDays(JobPlan plan, Manifest manifest, PlanFilter filter) => !filter.TakesHistory ? []
        : from source in plan.Sources
          from day in history.DaysBeforeBorder(source)
          where filter.TakesDay(day) && !manifest.HistoryDays.Contains(new HistoryDay(source.Name, day))
          select new HistorySlice(source.Name, day);

    private IEnumerable<LogSlice> MissingEpochs(JobPlan plan, Cut cut, ImmutableArray<ArchiveHole>.Builder holes) =>
        from source in plan.Sources
        from partition in archive.Partitions(source)
        select new LogSlice(partition, cut.Of(partition), Contiguous(source, partition, cut.Of(partition), holes));

    private long Contiguous(SourceSchema source, LogPartition partition, long first, ImmutableArray<ArchiveHole>.Builder holes)
    {
        var end = first;
        foreach (var epoch in archive.Epochs(source, partition).Where(e => e >= first))
        {
            if (epoch != end)
            {
                holes.Add(new ArchiveHole(partition, end, epoch));
                break;
            }

            end++;
        }

        return end;
    }

    /// <summary>
    /// Cuts the range of each partition into slices, and takes them turn by turn: those that run at once are of different partitions and
    /// logs, and any first part of the list has no hole in any partition.
    /// </summary>
    private IEnumerable<LogSlice> TurnByTurn(IEnumerable<LogSlice> ranges)
    {
        var partitions = ranges.Select(Cut).ToList();
        for (var turn = 0; partitions.Any(p => turn < p.Count); turn++)
        {
            foreach (var slices in partitions.Where(p => turn < p.Count))
            {
                yield return slices[turn];
            }
        }
    }

    private List<LogSlice> Cut(LogSlice range)
    {
        var slices = new List<LogSlice>();
        for (var first = range.First; first < range.End; first = slices[^1].End)
        {
            slices.Add(range with { First = first, End = Math.Min(range.End, first + options.EpochsPerSlice) });
        }

        return slices;
    }

    /// <summary>Milliseconds, then random bits: ordered by time, and two planners of one millisecond still differ.</summary>
    internal ulong NewId() =>
        ((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | (uint)RandomNumberGenerator.GetInt32(1 << RandomBits);
}
