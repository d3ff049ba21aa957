using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Unified.Errors;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Topics;

/// <summary>A client of one topic that joins no group and commits nothing: it looks, and leaves no trace.</summary>
internal sealed class TopicClient : IDisposable
{
    private const string Group = "unified-look";
    private readonly KafkaOptions _kafka;
    private readonly string _topic;
    private readonly BrokerQueries _queries;

    public TopicClient(KafkaOptions kafka, string topic)
    {
        (_kafka, _topic) = (kafka, topic);
        try
        {
            // Its log lines repeat what the answers say.
            Consumer = new ConsumerBuilder<byte[]?, byte[]?>(kafka.Consumer(Group, full: true)).SetLogHandler((_, _) => { })
                .SetErrorHandler((_, _) => { }).Build();
        }
        catch (Exception e) when (ClientSettings.IsWrongSetting(e))
        {
            throw new KafkaSettingException($"librdkafka makes no client of the settings under Unified:Kafka: {e.Message.TrimEnd('.')}. "
                + "Correct what it names.", e);
        }

        _queries = new BrokerQueries(Consumer, kafka, topic, Group);
    }

    public IConsumer<byte[]?, byte[]?> Consumer { get; }

    /// <summary>The numbers of the topic's partitions; none where there is no such topic.</summary>
    /// <exception cref="TransientException">No broker answers.</exception>
    public IReadOnlyList<int> Partitions(CancellationToken cancellation) => _queries.Partitions(cancellation);

    /// <summary>The first offset of a partition that is there, and the one that comes next.</summary>
    /// <exception cref="TransientException">No broker answers.</exception>
    public (long Low, long High) Offsets(int partition, CancellationToken cancellation) => _queries.Ask("the topic's offsets", () =>
    {
        var marks = Consumer.QueryWatermarkOffsets(new TopicPartition(_topic, partition), _kafka.RequestTimeout);
        return (marks.Low.Value, marks.High.Value);
    }, cancellation);

    /// <summary>Makes the topic, with as many copies as the broker makes by default.</summary>
    public void Create(int partitions, CancellationToken cancellation) => _queries.Ask("that it has made the topic", () =>
    {
        using var admin = new DependentAdminClientBuilder(Consumer.Handle).Build();
        try
        {
            admin.CreateTopicsAsync([new TopicSpecification { Name = _topic, NumPartitions = partitions, ReplicationFactor = -1 }],
                new CreateTopicsOptions { RequestTimeout = _kafka.RequestTimeout }).GetAwaiter().GetResult();
        }
        catch (CreateTopicsException error) when (error.Results.All(r => r.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Somebody else was faster.
        }

        return true;
    }, cancellation);

    public void Dispose() => _queries.Dispose();
}
