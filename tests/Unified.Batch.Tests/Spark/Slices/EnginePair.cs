using Apache.Arrow;
using Unified.Batch.Engines;
using Unified.Batch.Native;
using Unified.Batch.Parquet;
using Unified.Batch.Spark;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Spark.Slices;

/// <summary>The native engine and Spark over the same files.</summary>
internal sealed class EnginePair : IAsyncDisposable
{
    private readonly NativeEngine _native;
    private readonly SparkEngine _spark;

    public EnginePair(SliceFiles files)
    {
        var (history, archive) = (new HistoryDataset(files.Options), new ArchiveReader(files.Options));
        _native = new NativeEngine(history, archive, SliceLimits.Default);
        _spark = new SparkEngine(async cancellation => await SharedSpark.OpenAsync(
            // A query of a few rows: 200 tasks would take seconds.
            new SparkOptions { Remote = (await SharedSpark.GetAsync()).Remote, ShufflePartitions = 2 }, cancellation),
            new Unified.Batch.Spark.SparkFiles(history, archive, files.Options, new SparkPaths(new Dictionary<string, string>())));
    }

    /// <summary>
    /// Both give the same rows, ledgers and kept records; or the native engine rejects some event, and Spark does not compute the slice.
    /// </summary>
    /// <returns>How many rows there are; null where events are rejected.</returns>
    public async Task<long?> CompareAsync(JobPlan plan, Slice slice, string what)
    {
        using var native = await _native.ComputeAsync(plan, slice, [], CancellationToken.None);
        if (native.Rejected.FirstOrDefault(r => r.Job.Length > 0) is { } rejected)
        {
            using var none = await RefusedAsync(plan, slice);
            Assert.IsNull(none, $"{what}, {slice}: the native engine rejects an event ({rejected.Reason}), Spark computes\n{plan.Logical}");
            return null;
        }

        using var spark = await _spark.ComputeAsync(plan, slice, [], CancellationToken.None);
        var (rows, others) = (Table(plan, native), Table(plan, spark));
        Assert.AreEqual("", Difference(plan, rows, others), $"{what}, {slice}\n{plan.Logical}");
        CollectionAssert.AreEqual(native.Ledger.Select(Text).ToList(), spark.Ledger.Select(Text).ToList(),
            $"{what}, {slice}\n{plan.Logical}");
        CollectionAssert.AreEqual(native.Rejected.Select(r => (r.Partition, r.Offset, r.Reason)).ToList(),
            spark.Rejected.Select(r => (r.Partition, r.Offset, r.Reason)).ToList(), $"{what}, {slice}");
        return rows.Count;
    }

    public ValueTask DisposeAsync() => _spark.DisposeAsync();

    private async Task<IComputedSlice?> RefusedAsync(JobPlan plan, Slice slice)
    {
        try
        {
            return await _spark.ComputeAsync(plan, slice, [], CancellationToken.None);
        }
        catch (DataException)
        {
            return null;
        }
    }

    private static RowTable Table(JobPlan plan, IComputedSlice slice) =>
        slice.Rows().Aggregate(new RowTable(plan.Rows), (table, batch) => table.Add(batch));

    private static string Text(EpochLedger l) => $"{l.Epoch} covers {l.Covered}: {l.Counts}, foreign {l.Foreign}";

    // The columns that differ, of the first rows that do.
    private static string Difference(JobPlan plan, RowTable native, RowTable spark)
    {
        var names = plan.Rows.Columns.Skip(plan.Rows.Identity.Length).Select(c => c.Name).ToList();
        var (a, b) = (native.Rows, spark.Rows);
        return string.Concat(a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
            .Where(k => a.GetValueOrDefault(k) != b.GetValueOrDefault(k)).Take(3)
            .Select(k => $"{k}:\n" + (a.ContainsKey(k) && b.ContainsKey(k)
                ? string.Concat(a[k].Split(" | ").Zip(b[k].Split(" | ")).Index().Where(s => s.Item.First != s.Item.Second)
                    .Select(s => $"  {names.ElementAtOrDefault(s.Index)}: native {s.Item.First}, Spark {s.Item.Second}\n"))
                : $"  native {a.GetValueOrDefault(k, "has none")}\n  Spark {b.GetValueOrDefault(k, "has none")}\n")));
    }
}
