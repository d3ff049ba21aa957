using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Contracts;

/// <summary>
/// The tables that rows are written to. Thread-safe, also for several processes. A call that fails or is cancelled may have done a part
/// of its work, or do it yet: it is repeated with the same arguments until it returns. That does no harm, because what is written
/// depends on nothing but them.
/// </summary>
public interface IRowTables
{
    /// <summary>
    /// Makes the tables and views of the job version what this program expects: creates and extends tables, writes the version's views
    /// anew, and shows the version to the public if the job shows none yet. At every start, before any other call for the version.
    /// </summary>
    Task CreateAsync(JobPlan plan, CancellationToken cancellation);

    /// <summary>
    /// Writes one flush: rows by ascending epochs, a few epochs at a time, then the ledger. So a reader always sees a prefix of every
    /// partition's log, though not all of a flush or nothing; and after a call that failed the ledger says less than the rows. Of two
    /// rows of one identity and epoch the higher covered offset counts, of equal ones the later. A partition that the manifest's cut
    /// does not name is named by a new manifest first.
    /// </summary>
    Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation);

    /// <summary>
    /// Writes a slice of a generation and marks it done. Invisible until promoted. Only the rows of the attempt count that marked it
    /// last; what another one left counts nowhere. The ledger is that of the last attempt at all: two attempts at one slice read the
    /// same.
    /// </summary>
    Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation);

    /// <summary>
    /// What the stream of the job version has stored of a log, from <paramref name="from"/> on: the ledger of each epoch beside the rows
    /// that are really there. It, and not a committed offset, says where a stream goes on. Ordered by epoch.
    /// </summary>
    Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation);

    /// <summary>
    /// The partitions that are in the stream's ledger of the job version. One whose first flush failed before its ledger is not,
    /// whatever rows it has: nobody was told that they are stored.
    /// </summary>
    Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation);

    /// <summary>
    /// The records of a log that are taken out of the job. What was computed before a record was taken out has it still: it is computed
    /// again where the stream has not stored the epoch to its end, and elsewhere by a repair.
    /// </summary>
    Task<IReadOnlyList<Exclusion>> ExcludedAsync(JobPlan plan, string log, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Exclusion>>([]);

    /// <summary>Keeps quarantined records. A record that is kept again for the same job is one to readers, as it was seen first.</summary>
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
    /// Appends a manifest, whose number the caller made one more than that of the current one, and says whether the number is its own:
    /// of any writers of one number at most one is told true, and has it for good. False: this manifest is not stored and nothing is
    /// lost but work; the current one says what came first. After a failure it may be stored: appending the very same manifest again
    /// tells.
    /// </summary>
    Task<bool> AppendAsync(Manifest manifest, CancellationToken cancellation);
}

/// <summary>
/// What the logs are that these tables were computed from: a topic that was deleted and made anew has other records under the same offsets.
/// Thread-safe.
/// </summary>
public interface ILogIdentities
{
    /// <summary>The identity that is known of a log, or null.</summary>
    Task<string?> FindAsync(string log, CancellationToken cancellation);

    /// <summary>
    /// Remembers an identity for a log of which none is known, and gives the one that is known from now on: another writer may have been
    /// first.
    /// </summary>
    Task<string> RememberAsync(string log, string identity, CancellationToken cancellation);
}

/// <summary>The generations that are planned and under way. Thread-safe.</summary>
public interface IGenerationStore
{
    /// <summary>
    /// The newest generation that was planned on manifest <paramref name="baseSeq"/> and is not given up, a rebuild before all others;
    /// or null. Asked for the number of the current manifest it is not promoted either: a promotion makes a newer one.
    /// </summary>
    Task<Generation?> FindOpenAsync(JobPlan plan, long baseSeq, CancellationToken cancellation);

    /// <summary>Stores a planned generation; may be repeated.</summary>
    Task CreateAsync(Generation generation, CancellationToken cancellation);

    /// <summary>
    /// Gives a generation up, stored or not: nobody finds it open any more. For one whose own rows are wrong, and for one that only
    /// compares.
    /// </summary>
    Task GiveUpAsync(Generation generation, CancellationToken cancellation);

    /// <summary>
    /// The names of the slices whose rows are written, and there: one that says so of rows that are gone, as under an older copy of the
    /// table, is to be computed again.
    /// </summary>
    /// <param name="plan">The job.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="only">Asks for one slice alone; null for all.</param>
    /// <param name="cancellation">Cancels the query.</param>
    Task<IReadOnlySet<string>> DoneSlicesAsync(JobPlan plan, ulong generation, Slice? only, CancellationToken cancellation);

    /// <summary>History day to the files that its slice of the generation was read from, for the slices whose rows are written.</summary>
    Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> StagedFilesAsync(JobPlan plan, ulong generation,
        CancellationToken cancellation);

    /// <summary>
    /// History day to the files that its rows in the answer were computed from, as far as <see cref="Manifest.HistoryFiles"/> knows
    /// them.
    /// </summary>
    Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> PromotedFilesAsync(Manifest manifest,
        CancellationToken cancellation);
}

/// <summary>Proof and promotion of a generation whose slices are all written. Thread-safe.</summary>
public interface IPromotion
{
    /// <summary>
    /// Proves the generation's log slices equal to the stream's rows of the same epochs, merges them with the active rows of the days
    /// that they touch, and appends the manifest. Nobody sees anything of it before the manifest: a call that fails earlier changes no
    /// answer, and what it wrote is collected later. When the last step fails the generation may be promoted; the current manifest
    /// tells.
    /// </summary>
    /// <exception cref="Errors.DataException">A slice of the generation is not written.</exception>
    Task<PromotionOutcome> PromoteAsync(JobPlan plan, Generation generation, string who, string why, CancellationToken cancellation);

    /// <summary>The proof alone: compares, and changes nothing.</summary>
    /// <exception cref="Errors.DataException">A slice of the generation is not written.</exception>
    Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation);

    /// <summary>
    /// The day buckets of a manifest whose rows are not all there: a table was lost, or restored older than its manifest.
    /// </summary>
    Task<IReadOnlyList<MissingRows>> MissingRowsAsync(JobPlan plan, Manifest manifest, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<MissingRows>>([]);
}

/// <summary>Rows that a manifest names and that are gone.</summary>
/// <param name="Generation">The generation whose rows they are.</param>
/// <param name="Day">The day bucket.</param>
/// <param name="Expected">How many there were.</param>
/// <param name="Found">How many there are.</param>
public sealed record MissingRows(ulong Generation, int Day, long Expected, long Found);

/// <summary>Rows that a manifest names and that are not those which were promoted.</summary>
/// <param name="Generation">The generation whose rows they are.</param>
/// <param name="Day">The day bucket.</param>
/// <param name="Expected">How many there were.</param>
/// <param name="Found">How many there are: as many, where only values have changed.</param>
public sealed record ChangedRows(ulong Generation, int Day, long Expected, long Found);

/// <summary>What a proof found: nothing different means equal, state for state, on every row.</summary>
/// <param name="RowsCompared">(keys, window) rows of the generation's log slices.</param>
/// <param name="Differences">Why they are not equal, or not comparable yet.</param>
public sealed record ProofResult(long RowsCompared, IReadOnlyList<Difference> Differences)
{
    /// <summary>
    /// Slices of a rebuild whose stream rows have been collected since they were promoted: only their ledgers were compared.
    /// </summary>
    public IReadOnlyList<LogSlice> LedgerOnly { get; init; } = [];
}

/// <summary>What became of a promotion.</summary>
/// <param name="Promoted">True when the generation is in the answer now.</param>
/// <param name="Manifest">The manifest that is current afterwards.</param>
/// <param name="RowsCompared">(keys, window) rows that were proved equal, or compared until the refusal.</param>
/// <param name="Differences">
/// Why it was refused: empty when promoted; when empty and not promoted, the manifest is not the one any more that it was planned on.
/// </param>
public sealed record PromotionOutcome(bool Promoted, Manifest Manifest, long RowsCompared, IReadOnlyList<Difference> Differences)
{
    /// <summary>See <see cref="ProofResult.LedgerOnly"/>.</summary>
    public IReadOnlyList<LogSlice> LedgerOnly { get; init; } = [];
}
