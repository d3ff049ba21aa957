using Apache.Arrow;
using Unified.Batch.Spark;

namespace Unified.Batch.Tests.Spark;

/// <summary>The rows of a query, kept.</summary>
internal sealed class SparkRows : IDisposable
{
    private readonly List<RecordBatch> _batches = [];

    public IReadOnlyList<RecordBatch> Batches => _batches;

    public bool IsDisposed { get; private set; }

    public long Count => _batches.Sum(b => (long)b.Length);

    public ValueTask Add(RecordBatch batch)
    {
        _batches.Add(batch);
        return default;
    }

    /// <summary>A column of 64-bit integers, of all batches in their order.</summary>
    public IEnumerable<long> Longs(int column = 0) => _batches.SelectMany(b => ((Int64Array)b.Column(column)).Select(v => v!.Value));

    public void Dispose()
    {
        IsDisposed = true;
        _batches.ForEach(b => b.Dispose());
    }

    public static Task<SparkRows> QueryAsync(SparkSession session, string sql, CancellationToken cancellation) =>
        session.QueryAsync(sql, () => new SparkRows(), (rows, batch) => rows.Add(batch), null, cancellation);
}
