using Confluent.Kafka;

namespace Unified.Hosting.Topics;

/// <summary>What was sent. Delivery reports come on the producer's own thread.</summary>
internal sealed class Produced
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, (long From, long Until)> _offsets = [];

    /// <summary>Records handed to the producer.</summary>
    public long Sent { get; private set; }

    /// <summary>Of them, those with a key.</summary>
    public long Keyed { get; private set; }

    /// <summary>Bytes of keys and values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Records that the broker has.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Why a record could not be delivered, or null.</summary>
    public Error? Failure { get; private set; }

    /// <summary>The offsets of each partition: the first and the one behind the last.</summary>
    public IReadOnlyDictionary<int, (long From, long Until)> Offsets => _offsets;

    public void Add(Message<byte[]?, byte[]> message)
    {
        Sent++;
        Keyed += message.Key is null ? 0 : 1;
        Bytes += (message.Key?.Length ?? 0) + message.Value.Length;
    }

    public void Fail(Error error)
    {
        lock (_gate)
        {
            Failure ??= error;
        }
    }

    public void OnDelivery(DeliveryReport<byte[]?, byte[]> report)
    {
        if (report.Error.IsError)
        {
            Fail(report.Error);
            return;
        }

        lock (_gate)
        {
            Acknowledged++;
            var (partition, offset) = (report.Partition.Value, report.Offset.Value);
            var (from, until) = _offsets.GetValueOrDefault(partition, (offset, offset));
            _offsets[partition] = (Math.Min(from, offset), Math.Max(until, offset + 1));
        }
    }
}
