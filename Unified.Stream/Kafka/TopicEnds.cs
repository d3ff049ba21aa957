using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Unified.Streaming.Kafka;

/// <summary>
/// How far topics go, for one who does not read them: a client that joins no group. Blocks for as long as the brokers take. Thread-safe.
/// </summary>
internal sealed class TopicEnds : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly IConsumer<Ignore, Ignore> _client;

    public TopicEnds(KafkaOptions options)
    {
        _options = options;
        // What is wrong with Kafka is what a look says itself.
        _client = new ConsumerBuilder<Ignore, Ignore>(options.Consumer("unified.looks", full: false))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>The partitions of a topic with first and next offset, and its id where the broker gives one.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or there is no such topic.</exception>
    public (IReadOnlyDictionary<int, (long Low, long High)> Partitions, string? TopicId) Look(string topic)
    {
        using var admin = new DependentAdminClientBuilder(_client.Handle).Build();
        var found = admin.GetMetadata(topic, _options.RequestTimeout).Topics.Single();
        if (found.Error.IsError)
        {
            throw new KafkaException(found.Error);
        }

        return (found.Partitions.Select(p => p.PartitionId).Order().ToDictionary(p => p, p => Offsets(topic, p)), TopicId(admin, topic));
    }

    public void Dispose() => _client.Dispose();

    private (long Low, long High) Offsets(string topic, int partition)
    {
        var offsets = _client.QueryWatermarkOffsets(new TopicPartition(topic, partition), _options.RequestTimeout);
        return (offsets.Low.Value, offsets.High.Value);
    }

    private string? TopicId(IAdminClient admin, string topic)
    {
        try
        {
            var described = admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]),
                new DescribeTopicsOptions { RequestTimeout = _options.RequestTimeout }).GetAwaiter().GetResult();
            return BrokerQueries.Id(described.TopicDescriptions.Single());
        }
        catch (KafkaException)
        {
            // A broker that does not tell contradicts nothing.
            return null;
        }
    }
}
