using System.Collections.Immutable;

namespace Unified.Epochs;

/// <summary>
/// One run of the batch layer: what it covers and where the border lies after it. Immutable; stored before its first slice runs, so that a
/// restart goes on with it.
/// </summary>
public sealed record Generation
{
    /// <summary>Unique and ordered by time of planning.</summary>
    public required ulong Id { get; init; }

    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>The definition version.</summary>
    public required string Version { get; init; }

    /// <summary>The manifest that it was planned on; 0 when there was none.</summary>
    public required long BaseSeq { get; init; }

    /// <summary>What it reads, in order.</summary>
    public required ImmutableArray<Slice> Slices { get; init; }

    /// <summary>
    /// True when it replaces what was promoted instead of adding to it: it has every promoted epoch and every history day again. The merged
    /// rows of a day cannot be taken apart, so this is how history that has changed comes into the answer.
    /// </summary>
    public bool Rebuild { get; init; }

    /// <summary>What it adds its rows to: the manifest, or nothing when it replaces that.</summary>
    public Manifest Basis(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return !Rebuild ? manifest : manifest with
        {
            Days = ImmutableSortedDictionary<int, ulong>.Empty,
            HistoryDays = [],
            HistoryFiles = ImmutableSortedDictionary<HistoryDay, ulong>.Empty,
            Cut = manifest.Origin,
        };
    }

    /// <summary>
    /// Why it does not continue <paramref name="manifest"/>, or null when it does: in each partition its epochs begin at the cut and have
    /// no hole, and none of its days is in the answer. Tables of an earlier build may hold two manifests of one number, so the number alone
    /// does not say which of them a generation was planned on; promoting it on the other would count epochs twice or lose them. A rebuild
    /// ends at the cut instead.
    /// </summary>
    public string? Conflict(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var basis = Basis(manifest);
        var (cut, days) = (basis.Cut, basis.HistoryDays);
        foreach (var slice in Slices)
        {
            switch (slice)
            {
                case LogSlice log when log.First != cut.Of(log.Partition) || log.End <= log.First:
                    return string.Create(System.Globalization.CultureInfo.InvariantCulture,
                        $"slice {log} does not begin at epoch {cut.Of(log.Partition)}, where {log.Partition} goes on");
                case LogSlice log:
                    cut = cut.With(log.Partition, log.End);
                    break;
                case HistorySlice day when days.Contains(day.Of):
                    return $"slice {day} is in the answer already";
                case HistorySlice day:
                    days = days.Add(day.Of);
                    break;
            }
        }

        return !Rebuild || cut.Equals(manifest.Cut) ? null
            : $"it computes the epochs before {cut} again, and those before {manifest.Cut} are promoted";
    }

    /// <summary>The cut after its promotion: that of its base with the borders of its log slices moved to their ends.</summary>
    public Cut CutAfter(Cut cut) => Slices.OfType<LogSlice>()
        .Aggregate(cut, (c, s) => c.With(s.Partition, Math.Max(c.Of(s.Partition), s.End)));
}
