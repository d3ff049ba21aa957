using System.Runtime.InteropServices;
using System.Text;

namespace Unified.Embedded.Kafka;

/// <summary>
/// A Kafka cluster for a laptop: librdkafka's mock brokers listen on loopback ports of this process and speak the real protocol to
/// any client, also of other processes. Read <see cref="Limits"/> before relying on it.
/// </summary>
public sealed unsafe class EmbeddedKafka : IDisposable
{
    private const int Producer = 0;
    private readonly LibrdkafkaApi _api;
    private readonly Lock _gate = new();
    private nint _client;
    private nint _cluster;

    private EmbeddedKafka(LibrdkafkaApi api, nint client, nint cluster)
    {
        _api = api;
        _client = client;
        _cluster = cluster;
        BootstrapServers = Marshal.PtrToStringUTF8(api.Bootstraps(cluster)) ?? throw new EmbeddedServerException("The mock cluster " +
            "named no brokers.");
    }

    /// <summary>How much a partition keeps: 5 MiB and 100,000 batches.</summary>
    public static EmbeddedKafkaLimits Limits { get; } = new(5L * 1024 * 1024, 100_000);

    /// <summary>For any client's bootstrap.servers.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts a cluster in this process.</summary>
    /// <param name="brokers">How many, 1 and up.</param>
    /// <exception cref="EmbeddedServerException">librdkafka cannot make one.</exception>
    public static EmbeddedKafka Start(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        var api = LibrdkafkaApi.Loaded;
        // The cluster needs a client to live in; it never connects anywhere.
        var error = stackalloc byte[512];
        var configuration = api.NewConfiguration();
        fixed (byte* name = "log_level\0"u8, onlyErrors = "3\0"u8)
        {
            // It would warn that it has no bootstrap.servers, which is right and meant so.
            _ = api.Configure(configuration, name, onlyErrors, error, 512);
        }

        var client = api.NewClient(Producer, configuration, error, 512);
        if (client == 0)
        {
            // A client owns its configuration only once it exists.
            api.DestroyConfiguration(configuration);
            throw new EmbeddedServerException("librdkafka made no client for the mock cluster: " + Marshal.PtrToStringUTF8((nint)error));
        }

        var cluster = api.NewCluster(client, brokers);
        if (cluster == 0)
        {
            api.DestroyClient(client);
            throw new EmbeddedServerException($"librdkafka could not start {brokers} mock brokers: no free loopback port, or too many " +
                $"open files.");
        }

        // Clients ask the controller for a topic's id, and the cluster names none by itself. Brokers count from 1.
        _ = api.SetController(cluster, 1);
        return new EmbeddedKafka(api, client, cluster);
    }

    /// <summary>Makes a topic. Needed before first use: a topic that a client merely mentions gets four partitions.</summary>
    public void CreateTopic(string name, int partitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_cluster == 0, this);
            int code;
            fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            {
                code = _api.CreateTopic(_cluster, text, partitions, 1);
            }

            if (code != 0)
            {
                throw new EmbeddedServerException($"Topic '{name}' with {partitions} partitions was not created: " +
                    $"{Marshal.PtrToStringUTF8(_api.ErrorText(code))}. Choose another name if it exists already.");
            }
        }
    }

    /// <summary>Ends the cluster; its records are gone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_cluster != 0)
            {
                _api.DestroyCluster(_cluster);
                _api.DestroyClient(_client);
                _cluster = 0;
                _client = 0;
            }
        }
    }
}
