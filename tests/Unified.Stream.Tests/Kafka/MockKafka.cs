using Confluent.Kafka;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>librdkafka's mock cluster in this process: real client, real protocol; topics have four partitions. It shows aborted records, so transactions are not its business.</summary>
internal sealed class MockKafka : IDisposable
{
    private readonly IProducer<Null, Null> _owner;

    public MockKafka()
    {
        _owner = new ProducerBuilder<Null, Null>(new Dictionary<string, string> { ["bootstrap.servers"] = "mock", ["test.mock.num.brokers"] = "1" }).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_owner.Handle).Build();
        BootstrapServers = string.Join(",", admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(b => $"{b.Host}:{b.Port}"));
    }

    public string BootstrapServers { get; }

    public void Dispose() => _owner.Dispose();
}
