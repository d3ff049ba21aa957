using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>
/// librdkafka's mock cluster in this process: real client, real protocol; topics have four partitions. It shows aborted records, so
/// transactions are not its business.
/// </summary>
internal sealed class MockKafka : IDisposable
{
    private readonly IProducer<Null, Null> _owner;

    public MockKafka()
    {
        var settings = new Dictionary<string, string> { ["bootstrap.servers"] = "mock", ["test.mock.num.brokers"] = "1" };
        _owner = new ProducerBuilder<Null, Null>(settings).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_owner.Handle).Build();
        SetController();
        BootstrapServers = string.Join(",", admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(b => $"{b.Host}:{b.Port}"));
    }

    public string BootstrapServers { get; }

    public void Dispose() => _owner.Dispose();

    /// <summary>Clients ask the controller for a topic's id, and the mock cluster names none by itself.</summary>
    private unsafe void SetController()
    {
        var loaded = Process.GetCurrentProcess().Modules.Cast<ProcessModule>();
        var library = NativeLibrary.Load(loaded.First(m => m.ModuleName.Contains("librdkafka", StringComparison.Ordinal)).FileName);
        var property = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.NonPublic | BindingFlags.Instance);
        var handle = property!.GetValue(_owner.Handle);
        var client = ((SafeHandle)handle!).DangerousGetHandle();
        var cluster = ((delegate* unmanaged[Cdecl]<nint, nint>)NativeLibrary.GetExport(library, "rd_kafka_handle_mock_cluster"))(client);
        var set = (delegate* unmanaged[Cdecl]<nint, int, int>)NativeLibrary.GetExport(library, "rd_kafka_mock_set_controller_id");
        Assert.AreEqual(0, set(cluster, 1));
    }
}
