using System.Collections.Immutable;
using Apache.Arrow.Types;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Rows;

/// <summary>Inserts into the stream layer's table.</summary>
internal sealed class StreamRows(ClickHouseDatabase database)
{
    private const long MostOfOneEpoch = 1L << 30;

    // The rows of one epoch bucket of a log are one insert, one block, one part: a reader sees all of them or none. Buckets are written in
    // ascending order, so that between two inserts a reader sees a prefix of every partition's log. A bucket that is too large for one
    // insert is cut between epochs, in the same order; one epoch that is too large alone is cut between rows, and for the moment between
    // two inserts a reader sees an event of several rows in some of them.
    public async Task InsertAsync(JobPlan plan, IEnumerable<(EpochRows Rows, long Covered)> flush, CancellationToken cancellation)
    {
        foreach (var bucket in flush.GroupBy(f => (f.Rows.Ledger.Epoch.Partition.Log, Bucket: TableDdl.Bucket(f.Rows.Ledger.Epoch.Epoch)))
            .OrderBy(g => g.Key.Bucket))
        {
            var body = NewBody(plan.Rows);
            foreach (var (rows, covered) in bucket.OrderBy(r => r.Rows.Ledger.Epoch.Epoch))
            {
                if (body.Bytes > 0 && body.Bytes + ArrowBody.Size(rows.Rows) > ArrowBody.MostBytes)
                {
                    await SendAsync(plan, body, cancellation).ConfigureAwait(false);
                    body = NewBody(plan.Rows);
                }

                foreach (var piece in ArrowBody.Pieces(rows.Rows, mostBytes: MostOfOneEpoch))
                {
                    if (body.Bytes > 0 && body.Bytes + ArrowBody.Size(piece) > MostOfOneEpoch)
                    {
                        await SendAsync(plan, body, cancellation).ConfigureAwait(false);
                        body = NewBody(plan.Rows);
                    }

                    body.Add(piece, [.. Constants(plan.Rows).Select(c => c.Value(rows.Ledger.Epoch, covered))]);
                }
            }

            await SendAsync(plan, body, cancellation).ConfigureAwait(false);
        }
    }

    private static ArrowBody NewBody(RowLayout rows) => new(rows, [.. Constants(rows).Select(c => (c.Name, c.Type))]);

    private Task SendAsync(JobPlan plan, ArrowBody body, CancellationToken cancellation) => body.Rows == 0 ? Task.CompletedTask
        : database.InsertAsync($"{new JobTables(database, plan).Stream} ({body.Columns})", "ArrowStream", body.ToBytes(), cancellation);

    // The row of an event says itself which partition it is of.
    private static ImmutableArray<(string Name, IArrowType Type, Func<EpochId, long, object> Value)> Constants(RowLayout rows) =>
    [
        .. rows.Kind == RowKind.Emission ? [] : new (string, IArrowType, Func<EpochId, long, object>)[]
        {
            (SystemColumns.Log, StringType.Default, (e, _) => e.Partition.Log),
                (SystemColumns.Partition, Int32Type.Default, (e, _) => e.Partition.Number),
        },
        (SystemColumns.Epoch, Int64Type.Default, (e, _) => e.Epoch), (SystemColumns.Covered, Int64Type.Default, (_, covered) => covered),
    ];
}
