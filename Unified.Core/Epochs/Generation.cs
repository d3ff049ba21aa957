using System.Collections.Immutable;

namespace Unified.Epochs;

/// <summary>One run of the batch layer: what it covers and where the border lies after it. Immutable; stored before its first slice runs, so that a restart goes on with it.</summary>
public sealed record Generation
{
    /// <summary>Unique and ordered by time of planning.</summary>
    public required ulong Id { get; init; }

    public required string Job { get; init; }

    /// <summary>The definition version.</summary>
    public required string Version { get; init; }

    /// <summary>The manifest that it was planned on; 0 when there was none.</summary>
    public required long BaseSeq { get; init; }

    /// <summary>What it reads, in order.</summary>
    public required ImmutableArray<Slice> Slices { get; init; }

    /// <summary>The cut after its promotion: that of its base with the borders of its log slices moved to their ends.</summary>
    public Cut CutAfter(Cut cut) => Slices.OfType<LogSlice>().Aggregate(cut, (c, s) => c.With(s.Partition, Math.Max(c.Of(s.Partition), s.End)));
}
