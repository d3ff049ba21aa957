using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// Every statement by which promotion, rollback, collection and the writers of rows change or ask the server: one call, one statement. A
/// call that fails may have been done, or be done at any later time: docs/guarantees.md says of each why that changes nothing. Thread-safe.
/// </summary>
internal interface IStatements : ISharedTables
{
    /// <summary>The partitions of the promoted rows, and how many rows each has.</summary>
    Task<IReadOnlyDictionary<(ulong Generation, int Day), long>> BatchPartitionsAsync(VersionKey key, CancellationToken cancellation);

    /// <summary>Drops a partition of promoted rows.</summary>
    Task DropBatchAsync(VersionKey key, ulong generation, int day, CancellationToken cancellation);

    /// <summary>The partitions of staged rows: their texts, and their generations.</summary>
    Task<IReadOnlyList<(string Partition, ulong Generation)>> StagingPartitionsAsync(VersionKey key, CancellationToken cancellation);

    /// <summary>Drops a partition of staged rows.</summary>
    Task DropStagingAsync(VersionKey key, string partition, CancellationToken cancellation);

    /// <summary>
    /// The partitions of the stream's rows, and how many rows each has: of rows that replace each other all that are not merged yet.
    /// </summary>
    Task<IReadOnlyDictionary<StreamBucket, long>> StreamBucketsAsync(VersionKey key, CancellationToken cancellation);

    /// <summary>The parts of the stream's table that have rows, oldest first.</summary>
    Task<IReadOnlyList<StreamPart>> StreamPartsAsync(VersionKey key, CancellationToken cancellation);

    /// <summary>Drops a part of the stream's table; false when it is not there any more, because it was merged or dropped.</summary>
    Task<bool> DropStreamPartAsync(VersionKey key, StreamPart part, CancellationToken cancellation);

    /// <summary>What the stream has of each epoch, rows that were replaced left out.</summary>
    /// <param name="key">The job version.</param>
    /// <param name="logs">Of these logs.</param>
    /// <param name="from">From these epochs on.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> StreamRowsAsync(
        VersionKey key, IEnumerable<string> logs, Cut from, CancellationToken cancellation);

    /// <summary>The same of some epochs.</summary>
    Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> StreamRowsAsync(
        VersionKey key, EpochRanges ranges, CancellationToken cancellation);

    /// <summary>For each partition the newest epoch that the stream has begun, by its ledger.</summary>
    Task<IReadOnlyDictionary<LogPartition, long>> NewestEpochsAsync(VersionKey key, CancellationToken cancellation);

    /// <summary>For each partition how long ago a stream has written of it last, by the server's clock.</summary>
    Task<IReadOnlyDictionary<LogPartition, TimeSpan>> SilentAsync(VersionKey key, CancellationToken cancellation);

    /// <summary>
    /// Writes stream rows of one bucket of epochs: one insert, one block, one part, so that a reader sees all of them or none.
    /// </summary>
    Task InsertStreamAsync(
        JobPlan plan, StreamBucket bucket, IReadOnlyList<(EpochRows Rows, long Covered)> epochs, CancellationToken cancellation);

    /// <summary>Writes rows of an attempt at a slice. Sent once: whoever is not told that it was done begins another attempt.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="number">Which of the attempt's inserts it is.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>How many rows they were.</returns>
    Task<long> InsertStagedAsync(
        JobPlan plan, SliceRows slice, string attempt, int number, IReadOnlyList<RecordBatch> rows, CancellationToken cancellation);

    /// <summary>Removes the stream's rows of a bucket that lie below a cut: what no manifest counts.</summary>
    Task DeleteStreamRowsAsync(VersionKey key, StreamBucket bucket, Cut below, CancellationToken cancellation);

    /// <summary>How many rows are staged by some attempts, by slice.</summary>
    Task<IReadOnlyDictionary<string, long>> StagedCountsAsync(JobPlan plan, Attempts attempts, CancellationToken cancellation);

    /// <summary>The days that staged rows touch.</summary>
    Task<IReadOnlyList<int>> StagedDaysAsync(JobPlan plan, Attempts attempts, CancellationToken cancellation);

    /// <summary>
    /// Writes the merge of the rows of some days: those that a manifest names, and staged ones. Sent once: whoever is not told that it was
    /// done takes another id.
    /// </summary>
    Task InsertPromotedAsync(
        JobPlan plan, ulong id, Manifest basis, Attempts attempts, IReadOnlyList<int> days, CancellationToken cancellation);

    /// <summary>Rows and totals of what a promotion is made of, and of what it wrote: two lists that must be equal.</summary>
    Task<(IReadOnlyList<string> Expected, IReadOnlyList<string> Actual)> PromotedTotalsAsync(
        JobPlan plan, ulong id, Manifest basis, Attempts attempts, IReadOnlyList<int> days, CancellationToken cancellation);

    /// <summary>Count and digest of promoted rows, by day.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="ids">The promotions.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<IReadOnlyDictionary<(ulong Generation, int Day), RowDigest>> PromotedDigestsAsync(
        JobPlan plan, IReadOnlyCollection<ulong> ids, CancellationToken cancellation);

    /// <summary>Rows and digest of merged rows by key bucket: of the stream's rows of some epochs, or of staged ones.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="ranges">The epochs.</param>
    /// <param name="attempts">The attempts whose rows are meant; null for the stream's.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<IReadOnlyDictionary<int, RowDigest>> LayerDigestsAsync(
        JobPlan plan, EpochRanges ranges, Attempts? attempts, CancellationToken cancellation);
}

/// <summary>Rows, and the sum of their hashes: a sum, not an xor, which would cancel a row that comes twice.</summary>
internal readonly record struct RowDigest(long Rows, ulong Digest);

/// <summary>The rows that are there of an epoch.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Covered">The highest covered offset that one of them has.</param>
internal readonly record struct StoredEpochRows(long Rows, long Covered);

/// <summary>A part of the stream's table.</summary>
/// <param name="Bucket">The partition that it is of.</param>
/// <param name="Name">Its name: merged parts have another.</param>
internal sealed record StreamPart(StreamBucket Bucket, string Name);
