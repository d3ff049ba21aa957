using Unified.Epochs;

namespace Unified.Batch.Slices;

/// <summary>How far a generation is. Reported after each slice, from any thread.</summary>
/// <param name="Job">The job.</param>
/// <param name="Generation">The generation.</param>
/// <param name="Slice">The slice that was just finished.</param>
/// <param name="Done">Slices that are done, those of earlier attempts included.</param>
/// <param name="Total">Slices of the generation.</param>
/// <param name="Events">Records read by this run so far.</param>
/// <param name="Rows">Rows written by this run so far.</param>
/// <param name="Elapsed">Since this run began.</param>
public sealed record BackfillProgress(
    string Job, ulong Generation, Slice Slice, int Done, int Total, long Events, long Rows, TimeSpan Elapsed)
{
    /// <summary>Slices that this run has computed so far.</summary>
    public int Computed { get; init; }
}

/// <summary>What a slice came to.</summary>
/// <param name="Counts">Of all its epochs.</param>
/// <param name="Rows">Rows written.</param>
public sealed record SliceResult(LedgerCounts Counts, long Rows);
