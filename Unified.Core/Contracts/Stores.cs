using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Contracts;

/// <summary>The tables that rows are written to. Every write may be repeated without harm. Thread-safe.</summary>
public interface IRowTables
{
    /// <summary>Creates the job version's tables and views where they are missing, and points the public view to this version if there is none.</summary>
    Task CreateAsync(JobPlan plan, CancellationToken cancellation);

    /// <summary>
    /// Writes one flush. A reader sees each partition's rows of it together or not at all, epochs in order; then the ledger.
    /// A row that is stored with a higher covered offset stays.
    /// </summary>
    Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation);

    /// <summary>Writes a slice of a generation, in place of what an earlier attempt at it wrote, and marks it done. Invisible until promoted.</summary>
    Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation);

    /// <summary>The partitions of which the stream of the job version has ever stored anything.</summary>
    Task<IReadOnlySet<int>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation);

    /// <summary>Keeps quarantined records; the same record is kept once.</summary>
    Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation);
}

/// <summary>The append-only manifests of job versions. Thread-safe.</summary>
public interface IManifestStore
{
    /// <summary>The newest manifest, or <see cref="Manifest.Empty"/>.</summary>
    Task<Manifest> CurrentAsync(JobPlan plan, CancellationToken cancellation);

    /// <summary>All manifests, oldest first.</summary>
    Task<IReadOnlyList<Manifest>> HistoryAsync(JobPlan plan, CancellationToken cancellation);

    /// <summary>
    /// Appends a manifest and says whether its number is its own: of any writers of one number exactly one is told true. False: another
    /// was first, this manifest is not stored, nothing is lost but work.
    /// </summary>
    Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation);
}

/// <summary>The generations that are planned and under way. Thread-safe.</summary>
public interface IGenerationStore
{
    /// <summary>The newest generation that was planned on manifest <paramref name="baseSeq"/> and is neither promoted nor given up, a rebuild before all others; or null.</summary>
    Task<Generation?> FindOpenAsync(JobPlan plan, long baseSeq, CancellationToken cancellation);

    /// <summary>Stores a planned generation.</summary>
    Task CreateAsync(Generation generation, CancellationToken cancellation);

    /// <summary>Gives a generation up, stored or not: nobody finds it open any more. For one whose own rows are wrong, and for one that only compares.</summary>
    Task GiveUpAsync(Generation generation, CancellationToken cancellation);

    /// <summary>The names of the slices whose rows are written.</summary>
    Task<IReadOnlySet<string>> DoneSlicesAsync(JobPlan plan, ulong generation, CancellationToken cancellation);

    /// <summary>History day to the files that its slice of the generation was read from, for the slices whose rows are written.</summary>
    Task<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>> StagedFilesAsync(JobPlan plan, ulong generation, CancellationToken cancellation);

    /// <summary>History day to the files that its rows in the answer were computed from, as far as <see cref="Manifest.HistoryFiles"/> knows them.</summary>
    Task<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>> PromotedFilesAsync(Manifest manifest, CancellationToken cancellation);
}

/// <summary>Proof and promotion of a generation whose slices are all written. Thread-safe.</summary>
public interface IPromotion
{
    /// <summary>
    /// Proves the generation's log slices equal to the stream's rows of the same epochs, merges them with the active rows of the days that they
    /// touch, and appends the manifest.
    /// </summary>
    Task<PromotionOutcome> PromoteAsync(JobPlan plan, Generation generation, string who, string why, CancellationToken cancellation);

    /// <summary>The proof alone: compares, and changes nothing.</summary>
    Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation);
}

/// <summary>What a proof found: nothing different means equal, state for state, on every row.</summary>
/// <param name="RowsCompared">(keys, window) rows of the generation's log slices.</param>
/// <param name="Differences">Why they are not equal, or not comparable yet.</param>
public sealed record ProofResult(long RowsCompared, IReadOnlyList<Difference> Differences)
{
    /// <summary>Slices of a rebuild whose stream rows have been collected since they were promoted: only their ledgers were compared.</summary>
    public IReadOnlyList<LogSlice> LedgerOnly { get; init; } = [];
}

/// <summary>What became of a promotion.</summary>
/// <param name="Promoted">True when the generation is in the answer now.</param>
/// <param name="Manifest">The manifest that is current afterwards.</param>
/// <param name="RowsCompared">(keys, window) rows that were proved equal, or compared until the refusal.</param>
/// <param name="Differences">Why it was refused: empty when promoted; when empty and not promoted, another writer won.</param>
public sealed record PromotionOutcome(bool Promoted, Manifest Manifest, long RowsCompared, IReadOnlyList<Difference> Differences)
{
    /// <summary>See <see cref="ProofResult.LedgerOnly"/>.</summary>
    public IReadOnlyList<LogSlice> LedgerOnly { get; init; } = [];
}

/// <summary>A difference between the layers.</summary>
/// <param name="Cause">missing in stream, extra in stream, different state, ledger, incomplete, other definition or code version.</param>
/// <param name="Keys">Column to value, as text; empty for a difference of a whole epoch.</param>
/// <param name="Columns">State column to (stream, batch) values, as text.</param>
/// <param name="Epochs">The epochs that the difference lies in, as far as it could be narrowed down.</param>
/// <param name="Message">One line for people: key, window, column, values, cause.</param>
public sealed record Difference(
    string Cause, IReadOnlyDictionary<string, string> Keys, IReadOnlyDictionary<string, (string Stream, string Batch)> Columns,
    IReadOnlyList<EpochId> Epochs, string Message);
