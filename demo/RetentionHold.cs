using Unified.Demo.Data;
using Unified.Embedded.Kafka;

namespace Unified.Demo;

/// <summary>
/// Holds the producer back, so that the mock cluster never drops a record that a consumer still needs: what is not committed, which reaches
/// back to the first offset of an epoch, stays within a part of the cluster's limit. A real Kafka has its retention for that.
/// </summary>
internal sealed class RetentionHold(GroupProgress groups, TimeProvider time)
{
    private static readonly long MostBytes = EmbeddedKafka.Limits.BytesPerPartition * 7 / 10;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private IReadOnlyList<long> _committed = [];

    /// <summary>Records that wait for a consumer do not exceed the limit once this returns. One caller at a time.</summary>
    public async ValueTask WaitAsync(ProductionProgress produced, int partition, CancellationToken cancellation)
    {
        while (Unread(produced, partition) > MostBytes)
        {
            // Asking the broker blocks, and the caller's thread serves the producer.
            _committed = await Task.Run(groups.SlowestCommitted, cancellation).ConfigureAwait(false);
            if (Unread(produced, partition) > MostBytes)
            {
                await Task.Delay(Poll, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private long Unread(ProductionProgress produced, int partition)
    {
        var records = produced.RecordsOf(partition);
        var committed = _committed.Count == 0 ? 0 : _committed[partition];
        // Records of the demo are nearly of one size, so their average stands for each.
        return records == 0 ? 0 : (long)((Int128)produced.BytesOf(partition) * (records - committed) / records);
    }
}
