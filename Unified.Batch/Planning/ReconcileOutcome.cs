using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Batch.Planning;

/// <summary>How a run of the reconciler ended.</summary>
public enum ReconcileResult
{
    /// <summary>Every history day and every contiguous archived epoch is in the answer already.</summary>
    NothingToDo,

    /// <summary>The generation is in the answer now.</summary>
    Promoted,

    /// <summary>
    /// The layers differ: see <see cref="ReconcileOutcome.Differences"/>. The generation stays open; after a repair the next run proves it
    /// again.
    /// </summary>
    Refused,

    /// <summary>Another writer moved the manifest first. Nothing is lost but work; the next run goes on from there.</summary>
    LostRace,

    /// <summary>Another run of the same job is under way, so this one did nothing.</summary>
    AlreadyRunning,
}

/// <summary>What became of a run of the reconciler.</summary>
/// <param name="Job">The job.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Generation">The generation that it worked on, or 0.</param>
/// <param name="ManifestSeq">The manifest that was current afterwards.</param>
/// <param name="RowsCompared">(keys, window) rows that were proved equal, or compared until the refusal.</param>
/// <param name="Differences">Why it was refused.</param>
/// <param name="Holes">
/// What keeps the next generation from reaching further; empty when the generation was planned by an earlier run.
/// </param>
public sealed record ReconcileOutcome(
    string Job, ReconcileResult Result, ulong Generation, long ManifestSeq, long RowsCompared, IReadOnlyList<Difference> Differences,
    IReadOnlyList<ArchiveHole> Holes)
{
    /// <summary>Slices of a rebuild whose stream rows are collected: only their ledgers were compared.</summary>
    public IReadOnlyList<LogSlice> LedgerOnly { get; init; } = [];

    /// <summary>Which rows of the answer were gone, so that everything was computed anew although nobody asked for it; or null.</summary>
    public string? Lost { get; init; }

    /// <summary>
    /// What does not agree between the history dataset and the answer, afterwards; see <see cref="HistoryFindings.Problems"/>.
    /// </summary>
    public IReadOnlyList<string> HistoryProblems { get; init; } = [];

    internal static ReconcileOutcome Of(
        string job, ReconcileResult result, ulong generation, long seq, IReadOnlyList<ArchiveHole>? holes = null) =>
        new(job, result, generation, seq, 0, [], holes ?? []);
}
