using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Simulation.Tests.Server;

/// <summary>The rows of job versions.</summary>
internal sealed partial class SimulatedStatements
{
    private const int Buckets = 8;

    public Task<IReadOnlyDictionary<(ulong Generation, int Day), long>> BatchPartitionsAsync(
        VersionKey key, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<(ulong, int), long>>("batch partitions", () =>
            Server.Of(key).Batch.Where(b => b.Value.Count > 0).ToDictionary(b => b.Key, b => (long)b.Value.Count));

    public Task DropBatchAsync(VersionKey key, ulong generation, int day, CancellationToken cancellation) =>
        DoAsync($"drop promoted rows of day {day}", () => Server.Of(key).Batch.Remove((generation, day)));

    public Task<IReadOnlyList<(string Partition, ulong Generation)>> StagingPartitionsAsync(
        VersionKey key, CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<(string, ulong)>>("staging partitions", () =>
            [.. Server.Of(key).Staging.Keys.Select(s => ($"{s.Generation}/{s.Slice}", s.Generation)).Distinct()]);

    public Task DropStagingAsync(VersionKey key, string partition, CancellationToken cancellation) =>
        DoAsync($"drop staging of {partition[(partition.IndexOf('/', StringComparison.Ordinal) + 1)..]}", () =>
        {
            var staging = Server.Of(key).Staging;
            staging.Keys.Where(s => $"{s.Generation}/{s.Slice}" == partition).ToList().ForEach(s => staging.Remove(s));
        });

    public Task<IReadOnlyDictionary<StreamBucket, long>> StreamBucketsAsync(VersionKey key, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<StreamBucket, long>>("stream buckets", () =>
            Server.Of(key).Stream.GroupBy(p => p.Part.Bucket).ToDictionary(g => g.Key, g => (long)g.Sum(p => p.Rows.Count)));

    public Task<IReadOnlyList<StreamPart>> StreamPartsAsync(VersionKey key, CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<StreamPart>>("stream parts", () =>
            [.. Server.Of(key).Stream.Where(p => p.Rows.Count > 0).Select(p => p.Part)]);

    public async Task<bool> DropStreamPartAsync(VersionKey key, StreamPart part, CancellationToken cancellation)
    {
        var dropped = false;
        await DoAsync($"drop {part.Name} of {part.Bucket.Log}:{part.Bucket.Number}", () =>
            dropped = Server.Of(key).Stream.RemoveAll(p => p.Part == part) > 0).ConfigureAwait(false);
        return dropped;
    }

    public Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> StreamRowsAsync(
        VersionKey key, IEnumerable<string> logs, Cut from, CancellationToken cancellation)
    {
        HashSet<string> wanted = [.. logs];
        return CountedAsync(key, e => wanted.Contains(e.Partition.Log) && e.Epoch >= from.Of(e.Partition));
    }

    public Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> StreamRowsAsync(
        VersionKey key, EpochRanges ranges, CancellationToken cancellation) => CountedAsync(key, ranges.Contains);

    public Task DeleteStreamRowsAsync(VersionKey key, StreamBucket bucket, Cut below, CancellationToken cancellation) =>
        DoAsync($"delete of {bucket.Log}:{bucket.Number} below {below}", () =>
        {
            var job = Server.Of(key);
            var parts = job.Stream.Where(p => p.Part.Bucket == bucket).ToArray();
            job.Stream.RemoveAll(p => p.Part.Bucket == bucket);
            foreach (var part in parts)
            {
                job.AddPart(bucket, [.. part.Rows.Where(r => r.Epoch.Epoch >= below.Of(r.Epoch.Partition))]);
            }
        });

    public Task<IReadOnlyDictionary<LogPartition, long>> NewestEpochsAsync(VersionKey key, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<LogPartition, long>>("newest epochs", () => Server.Shared.All(LedgerTable.Table)
            .Where(e => e.Key == key && e.Layer == LedgerTable.StreamLayer).GroupBy(e => e.Ledger.Epoch.Partition)
            .ToDictionary(g => g.Key, g => g.Max(e => e.Ledger.Epoch.Epoch)));

    // Nobody looks at the log's end here.
    public Task<IReadOnlyDictionary<LogPartition, TimeSpan>> SilentAsync(VersionKey key, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<LogPartition, TimeSpan>>("silent", () => new Dictionary<LogPartition, TimeSpan>());

    public Task InsertStreamAsync(
        JobPlan plan, StreamBucket bucket, IReadOnlyList<(EpochRows Rows, long Covered)> epochs, CancellationToken cancellation)
    {
        // Now, because the batches are gone when a copy arrives later.
        StreamRow[] rows = [.. epochs.SelectMany(e =>
            JobRow.Of(plan.Rows, e.Rows.Rows).Select(r => new StreamRow(e.Rows.Ledger.Epoch, e.Covered, r)))];
        return DoAsync($"rows of {string.Join(", ", epochs.Select(e => $"{e.Rows.Ledger.Epoch} to {e.Covered}"))}",
            () => Server.Of(plan).AddPart(bucket, rows));
    }

    public async Task<long> InsertStagedAsync(
        JobPlan plan, SliceRows slice, string attempt, int number, IReadOnlyList<RecordBatch> rows, CancellationToken cancellation)
    {
        var (key, token) = ((slice.Generation, slice.Slice.Name, attempt), $"staged/{attempt}/{number}");
        JobRow[] staged = [.. rows.SelectMany(r => JobRow.Of(plan.Rows, r))];
        void Write(IEnumerable<JobRow> written)
        {
            if (world.Tokens.Add(token))
            {
                var staging = Server.Of(plan).Staging;
                (staging.TryGetValue(key, out var there) ? there : staging[key] = []).AddRange(written);
            }
        }

        await DoAsync($"stage {slice.Slice.Name}", () => Write(staged), once: true, () => Write(staged.Take(staged.Length / 2)))
            .ConfigureAwait(false);
        return staged.Length;
    }

    public Task<IReadOnlyDictionary<string, long>> StagedCountsAsync(
        JobPlan plan, Attempts attempts, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<string, long>>("staged counts", () => attempts.Slices
            .Select(s => (s.Slice, Rows: Server.Of(plan).Staging.GetValueOrDefault((attempts.Generation, s.Slice, s.Attempt))))
            .Where(s => s.Rows is not null).ToDictionary(s => s.Slice, s => (long)s.Rows!.Count));

    public Task<IReadOnlyList<int>> StagedDaysAsync(JobPlan plan, Attempts attempts, CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<int>>("staged days", () => [.. Server.Of(plan).Staged(attempts).Select(r => r.Day).Distinct().Order()]);

    public Task InsertPromotedAsync(
        JobPlan plan, ulong id, Manifest basis, Attempts attempts, IReadOnlyList<int> days, CancellationToken cancellation)
    {
        void Write(Func<int, bool> some)
        {
            // A copy finds its token, and writes nothing; a late one writes what is there when it arrives.
            if (world.Tokens.Add($"promoted/{id}"))
            {
                var job = Server.Of(plan);
                foreach (var day in Sources(plan, basis, attempts, days).GroupBy(r => r.Day).Where(d => some(d.Key)))
                {
                    var partition = (id, day.Key);
                    (job.Batch.TryGetValue(partition, out var there) ? there : job.Batch[partition] = [])
                        .AddRange(JobRow.Merged(plan.Rows, day));
                }
            }
        }

        return DoAsync("insert promoted rows", () => Write(_ => true), once: true, () => Write(d => d % 2 == 0));
    }

    public Task<(IReadOnlyList<string> Expected, IReadOnlyList<string> Actual)> PromotedTotalsAsync(
        JobPlan plan, ulong id, Manifest basis, Attempts attempts, IReadOnlyList<int> days, CancellationToken cancellation) =>
        AskAsync<(IReadOnlyList<string>, IReadOnlyList<string>)>("promoted totals", () =>
        {
            var source = Sources(plan, basis, attempts, days);
            JobRow[] written = [.. Server.Of(plan).Batch.Where(b => b.Key.Generation == id).SelectMany(b => b.Value)];
            return (Totals(source, source.DistinctBy(r => r.Text).Count()), Totals(written, written.Length));
        });

    public Task<IReadOnlyDictionary<(ulong Generation, int Day), RowDigest>> PromotedDigestsAsync(
        JobPlan plan, IReadOnlyCollection<ulong> ids, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<(ulong, int), RowDigest>>("promoted digests", () => Server.Of(plan).Batch
            .Where(b => ids.Contains(b.Key.Generation) && b.Value.Count > 0).ToDictionary(b => b.Key, b => Digest(b.Value)));

    public Task<IReadOnlyDictionary<int, RowDigest>> LayerDigestsAsync(
        JobPlan plan, EpochRanges ranges, Attempts? attempts, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<int, RowDigest>>("layer digests", () =>
        {
            var job = Server.Of(plan);
            var rows = attempts is null ? job.Final().Where(r => ranges.Contains(r.Epoch)).Select(r => r.Row) : job.Staged(attempts);
            return JobRow.Merged(plan.Rows, rows).GroupBy(r => (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(r.Text)) % Buckets))
                .ToDictionary(g => g.Key, Digest);
        });

    private Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> CountedAsync(VersionKey key, Func<EpochId, bool> wanted) =>
        AskAsync<IReadOnlyDictionary<EpochId, StoredEpochRows>>("count stream rows", () => Server.Of(key).Final()
            .Where(r => wanted(r.Epoch)).GroupBy(r => r.Epoch)
            .ToDictionary(g => g.Key, g => new StoredEpochRows(g.Count(), g.Max(r => r.Covered))));

    private List<JobRow> Sources(JobPlan plan, Manifest basis, Attempts attempts, IReadOnlyList<int> days) =>
    [
        .. basis.Days.Where(d => days.Contains(d.Key)).SelectMany(d => Server.Of(plan).Batch.GetValueOrDefault((d.Value, d.Key)) ?? []),
        .. Server.Of(plan).Staged(attempts),
    ];

    // The total of the first state stands for all that add up.
    private static string[] Totals(IReadOnlyCollection<JobRow> rows, int count) =>
    [
        count.ToString(CultureInfo.InvariantCulture),
        rows.Aggregate(Int128.Zero, (sum, r) => sum + (Int128)r.States[0]!).ToString(CultureInfo.InvariantCulture),
    ];

    private static RowDigest Digest(IEnumerable<JobRow> rows) =>
        rows.Aggregate(default(RowDigest), (d, r) => new RowDigest(d.Rows + 1, unchecked(d.Digest + r.Hash())));
}
