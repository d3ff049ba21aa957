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
    // The rows of one epoch bucket of a log are one insert, one block, one part: a reader sees all of them or none. Buckets are written in
    // ascending order, so that between two inserts a reader sees a prefix of every partition's log.
    public async Task InsertAsync(JobPlan plan, IEnumerable<(EpochRows Rows, long Covered)> flush, CancellationToken cancellation)
    {
        var table = new JobTables(database, plan).Stream;
        foreach (var bucket in flush.GroupBy(f => (f.Rows.Ledger.Epoch.Partition.Log, Bucket: TableDdl.Bucket(f.Rows.Ledger.Epoch.Epoch)))
            .OrderBy(g => g.Key.Bucket))
        {
            var body = new ArrowBody(plan.Rows, [.. Constants(plan.Rows).Select(c => (c.Name, c.Type))]);
            foreach (var (rows, covered) in bucket)
            {
                body.Add(rows.Rows, [.. Constants(plan.Rows).Select(c => c.Value(rows.Ledger.Epoch, covered))]);
            }

            if (body.Rows > 0)
            {
                await database.InsertAsync($"{table} ({body.Columns})", "ArrowStream", body.ToBytes(), cancellation).ConfigureAwait(false);
            }
        }
    }

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
