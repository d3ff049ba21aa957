using Confluent.Kafka;

namespace Unified.Demo.Data;

/// <summary>Sends events to a Kafka topic, in their order within each partition, each exactly once.</summary>
internal sealed class TopicProducer : IDisposable
{
    // A record's own framing takes up to 20 bytes; a batch adds 61 more, spread over the records of 5 ms.
    private const int FramingBytes = 32;

    private readonly ITopicEvents _events;
    private readonly TopicProducerOptions _options;
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly TopicPartition[] _partitions;
    private readonly Action<DeliveryReport<byte[]?, byte[]>> _onDelivery;
    private Error? _failure;

    public TopicProducer(ITopicEvents events, TopicProducerOptions options)
    {
        _events = events;
        _options = options;
        _partitions = [.. Enumerable.Range(0, events.Partitions).Select(p => new TopicPartition(options.Topic, p))];
        Progress = new ProductionProgress(events.Partitions);
        _onDelivery = OnDelivery;
        _producer = Build(options);
    }

    public ProductionProgress Progress { get; }

    /// <summary>Sends everything and returns when it is acknowledged.</summary>
    public Task ProduceAsync(CancellationToken cancel) => ProduceAsync(0, _events.Count, cancel);

    /// <summary>
    /// Sends the positions from <paramref name="from"/> up to but without <paramref name="until"/> and returns when they are acknowledged.
    /// </summary>
    /// <exception cref="InvalidOperationException">A record could not be delivered; those before it may have been.</exception>
    public Task ProduceAsync(int from, int until, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(until, _events.Count);
        return Task.Run(() => RunAsync(from, until, cancel), cancel);
    }

    public void Dispose() => _producer.Dispose();

    private static IProducer<byte[]?, byte[]> Build(TopicProducerOptions options)
    {
        var config = new ProducerConfig(options.Settings.ToDictionary())
        {
            BootstrapServers = options.BootstrapServers,
            // Idempotence keeps the order within a partition and drops doubles across retries.
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 5,
            // The report says yes or no; carrying key and value back would cost more than sending them.
            DeliveryReportFields = "status",
        };
        return new ProducerBuilder<byte[]?, byte[]>(config).SetLogHandler((_, line) => options.Log?.Invoke($"{line.Name}: {line.Message}"))
            .Build();
    }

    private async Task RunAsync(int from, int until, CancellationToken cancel)
    {
        for (var next = from; next < until;)
        {
            cancel.ThrowIfCancellationRequested();
            await HoldBackAsync(cancel).ConfigureAwait(false);
            for (var sent = 0; next < until && sent < _options.ChunkBytes; next++)
            {
                sent += Send(next, cancel);
            }

            ThrowIfFailed();
        }

        _producer.Flush(cancel);
        ThrowIfFailed();
    }

    private async ValueTask HoldBackAsync(CancellationToken cancel)
    {
        if (_options.BeforeChunk is not { } guard) { return; }
        for (var p = 0; p < _partitions.Length; p++) { await guard(p, Progress.BytesOf(p), cancel).ConfigureAwait(false); }
    }

    private int Send(int position, CancellationToken cancel)
    {
        var partition = _events.Partition(position);
        var message = new Message<byte[]?, byte[]> { Key = _events.Key(position), Value = _events.Value(position) };
        while (!TryProduce(_partitions[partition], message))
        {
            // Waits for room; a failed broker ends this through the delivery reports (message.timeout.ms).
            cancel.ThrowIfCancellationRequested();
            _producer.Flush(TimeSpan.FromMilliseconds(20));
        }

        var bytes = FramingBytes + (message.Key?.Length ?? 0) + message.Value.Length;
        Progress.Add(partition, bytes, _events.EventTime(position));
        return bytes;
    }

    private bool TryProduce(TopicPartition partition, Message<byte[]?, byte[]> message)
    {
        try
        {
            _producer.Produce(partition, message, _onDelivery);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private void OnDelivery(DeliveryReport<byte[]?, byte[]> report)
    {
        if (report.Error.IsError) { Interlocked.CompareExchange(ref _failure, report.Error, null); }
        else { Progress.Acknowledge(); }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } error)
        {
            throw new InvalidOperationException(
                $"Records could not be delivered to topic '{_options.Topic}' at {_options.BootstrapServers}: {error.Reason} "
                    + $"({error.Code}). "
                + "Check that the broker runs and that the topic has the partitions the events were made for.");
        }
    }
}
