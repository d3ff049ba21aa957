using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Unified.TestKit.Processes;

namespace Unified.TestKit.Kafka;

/// <summary>
/// A real Kafka of its own on free ports with data in a temporary folder. Without KAFKA_HOME it is not available, and a test says so:
/// <code>if (!RealKafka.IsAvailable) { Assert.Inconclusive(RealKafka.SkipReason); }</code>
/// </summary>
public sealed class RealKafka : IAsyncDisposable
{
    private const int ControllerPortGap = 1000;
    private const int Attempts = 3;
    private const string NotReady = "not ready after";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TempFolder _folder = new();
    private readonly int _brokers;
    private readonly HashSet<int> _down = [];
    private readonly List<int> _processIds = [];

    private RealKafka(int brokers) => _brokers = brokers;

    public static bool IsAvailable => KafkaHome.Problem is null;

    /// <summary>Why it is not available; empty when it is.</summary>
    public static string SkipReason => KafkaHome.Problem ?? "";

    public string BootstrapServers { get; private set; } = "";

    /// <summary>
    /// The stored segments of a partition, on every broker that has it: for a test that damages one while the brokers are down.
    /// </summary>
    public IReadOnlyList<string> Segments(string topic, int partition) =>
        [.. Directory.EnumerateFiles(_folder.Path, "*.log", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == $"{topic}-{Number(partition)}")];

    /// <param name="settings">Broker settings on top of the script's own, such as <c>log.segment.bytes</c>.</param>
    public static async Task<RealKafka> StartAsync(int brokers = 1, IReadOnlyDictionary<string, string>? settings = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var kafka = new RealKafka(brokers);
            try
            {
                await kafka.LaunchAsync(settings ?? new Dictionary<string, string>()).ConfigureAwait(false);
                return kafka;
            }
            catch (InvalidOperationException busy)
                when (attempt < Attempts && busy.Message.Contains(NotReady, StringComparison.Ordinal))
            {
                // A machine that is busy with other tests: a broker that did not come up in time says nothing about what is tested.
                await kafka.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await kafka.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    public async Task CreateTopicAsync(string name, int partitions, IReadOnlyDictionary<string, string>? config = null)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        var topic = new TopicSpecification
        {
            Name = name,
            NumPartitions = partitions,
            // -1: the broker's default, which the script fits to the number of brokers.
            ReplicationFactor = -1,
            Configs = config?.ToDictionary() ?? [],
        };
        await admin.CreateTopicsAsync([topic]).ConfigureAwait(false);
    }

    /// <summary>Deletes a topic with all its records. It is gone from the brokers a moment later.</summary>
    public async Task DeleteTopicAsync(string name)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        await admin.DeleteTopicsAsync([name]).ConfigureAwait(false);
    }

    /// <summary>Drops what lies before an offset of each partition, as retention would.</summary>
    public async Task DeleteRecordsAsync(string topic, IReadOnlyDictionary<int, long> before)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        await admin.DeleteRecordsAsync(before.Select(b => new TopicPartitionOffset(topic, b.Key, b.Value))).ConfigureAwait(false);
    }

    /// <summary>kill -9 of one broker; its data stays.</summary>
    /// <param name="broker">1 to the number of brokers.</param>
    public async Task KillAsync(int broker = 1)
    {
        await KafkaHome.RunAsync(["kill", _folder.Path, Number(broker)]).ConfigureAwait(false);
        _down.Add(broker);
        WatchOver();
    }

    /// <summary>Starts a killed broker again over the same data and on the same port.</summary>
    public async Task RestartAsync(int broker = 1)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await KafkaHome.RunAsync(["restart", _folder.Path, Number(broker)]).ConfigureAwait(false);
                break;
            }
            catch (InvalidOperationException slow) when (slow.Message.Contains(NotReady, StringComparison.Ordinal))
            {
                await JoinedAsync(broker).ConfigureAwait(false);
                break;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // The killed one is not quite gone on a busy machine and holds its port or its folder.
                await Task.Delay(TimeSpan.FromSeconds(attempt)).ConfigureAwait(false);
            }
        }

        _down.Remove(broker);
        WatchOver();
    }

    // A machine that is busy with other tests: a broker that takes its time says nothing about what is tested.
    private async Task JoinedAsync(int broker)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                if (admin.GetMetadata(TimeSpan.FromSeconds(5)).Brokers.Exists(b => b.BrokerId == broker))
                {
                    return;
                }
            }
            catch (KafkaException) when (Environment.TickCount64 < until)
            {
                // It is the only one.
            }

            if (Environment.TickCount64 >= until)
            {
                throw new InvalidOperationException($"Broker {Number(broker)} has not joined the others {Patience} after its restart.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200)).ConfigureAwait(false);
        }
    }

    /// <summary>Stops all brokers in an orderly way; their data stays, and <see cref="RestartAsync"/> brings each back.</summary>
    public async Task StopAsync()
    {
        await KafkaHome.RunAsync(["stop", _folder.Path]).ConfigureAwait(false);
        _down.UnionWith(Enumerable.Range(1, _brokers));
        WatchOver();
    }

    public async ValueTask DisposeAsync()
    {
        // No orderly end: the data goes too, and a test should not wait for a broker to sync what nobody will read.
        var processIds = ReadProcessIds();
        foreach (var processId in processIds) { Signals.Send(processId, Signals.Kill); }
        foreach (var processId in _processIds) { Orphans.Forget(processId); }
        // A broker that is still going would write into the folder while it is deleted.
        for (var i = 0; i < 250 && processIds.Exists(Signals.Exists); i++) { await Task.Delay(20).ConfigureAwait(false); }
        _folder.Dispose();
    }

    private async Task LaunchAsync(IReadOnlyDictionary<string, string> settings)
    {
        var port = FreePorts.Find(_brokers, ControllerPortGap);
        var extra = string.Join(' ', settings.Select(s => $"{s.Key}={s.Value}"));
        var lines = await KafkaHome.RunAsync(
            ["start", "--brokers", Number(_brokers), "--port", Number(port), "--dir", _folder.Path],
            new Dictionary<string, string?> { ["KAFKA_EXTRA"] = extra }).ConfigureAwait(false);
        WatchOver();
        const string Bootstrap = "KAFKA_BOOTSTRAP=";
        BootstrapServers = lines.FirstOrDefault(l => l.StartsWith(Bootstrap, StringComparison.Ordinal))?[Bootstrap.Length..]
            ?? throw new InvalidOperationException($"'kafka start' printed no {Bootstrap} line but:\n{string.Join('\n', lines)}");
    }

    // Brokers are detached from the script that starts them, so they are watched by the ids it leaves behind.
    private void WatchOver()
    {
        foreach (var processId in _processIds) { Orphans.Forget(processId); }
        _processIds.Clear();
        _processIds.AddRange(ReadProcessIds());
        foreach (var processId in _processIds) { Orphans.Register(processId); }
    }

    // A killed broker leaves its file, but its id may belong to somebody else by now.
    private List<int> ReadProcessIds() =>
    [
        .. Enumerable.Range(1, _brokers).Where(broker => !_down.Contains(broker))
            .Select(broker => Path.Combine(_folder.Path, $"broker-{broker}", "pid"))
            .Where(File.Exists)
            .Select(file => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture)),
    ];

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
