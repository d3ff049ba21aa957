using System.Collections.Immutable;
using System.Globalization;

namespace Unified.Streaming.Kafka;

/// <summary>How to reach Kafka. Any librdkafka key may be given; the few that Unified's guarantees rest on may not be changed.</summary>
public sealed record KafkaOptions
{
    private static readonly ImmutableSortedDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        // A flipped bit between broker and us would be counted, stored and proved: 30 ns a record against that.
        ["check.crcs"] = "true",
        ["queued.min.messages"] = "200000",
        ["queued.max.messages.kbytes"] = "65536",
        ["max.partition.fetch.bytes"] = "2097152",
        // The client's own default waits a second when its queue is full.
        ["fetch.queue.backoff.ms"] = "10",
        ["fetch.wait.max.ms"] = "100",
        // A topic that grows is seen so soon; the client's own default is five minutes, in which nobody reads the new partitions.
        ["topic.metadata.refresh.interval.ms"] = "10000",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>host:port, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>
    /// Which installation it is, of several that share this Kafka: part of the names of its groups and clients. At most 40 letters, digits
    /// and '_'. Empty in the settings: the database's own id is taken.
    /// </summary>
    public string Installation
    {
        get;
        init => field = InstallationName.Problem(value) is not { } problem ? value
            : throw new KafkaSettingException($"Installation '{value}': {problem}");
    } = "";

    /// <summary>librdkafka keys to values: security, timeouts, queue sizes.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Longest wait for one answer of a broker. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>This process as the other members of its groups see it.</summary>
    internal string ClientId =>
        string.Create(CultureInfo.InvariantCulture, $"{InstallationName.Clients(Installation)}{Machine}-{Environment.ProcessId}");

    private static string Machine => Environment.MachineName;

    /// <summary>What is wrong with <see cref="Settings"/>: a text a key; empty when nothing is.</summary>
    /// <param name="section">Stands before each key, for example <c>Unified:Kafka:Extra:</c>.</param>
    public static ImmutableArray<string> Problems(IReadOnlyDictionary<string, string> settings, string section) =>
        [.. ClientSettings.Forbidden(settings, section), .. ClientSettings.NotUnderstood(settings, section)];

    /// <summary>The configuration of a consumer of <paramref name="group"/>.</summary>
    /// <exception cref="KafkaSettingException">A setting would break a guarantee.</exception>
    internal Dictionary<string, string> Consumer(string group, bool full)
    {
        if (ClientSettings.Forbidden(Settings, "") is { IsEmpty: false } problems)
        {
            throw new KafkaSettingException(string.Join('\n', problems));
        }

        var config = Consumer(Settings, group, ClientId, full);
        config["bootstrap.servers"] = BootstrapServers;
        return config;
    }

    /// <summary>One that does not know where Kafka is.</summary>
    internal static Dictionary<string, string> Consumer(
        IReadOnlyDictionary<string, string> settings, string group, string client, bool full)
    {
        var config = Defaults.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in settings)
        {
            config[key] = value;
        }

        foreach (var (key, needed) in ClientSettings.Fixed)
        {
            config[key] = needed.Value;
        }

        config["group.id"] = group;
        config["client.id"] = client;
        // What is not asked for is not marshalled: 200 instead of 620 bytes of garbage a record.
        config["dotnet.consumer.consume.result.fields"] = full ? "timestamp" : "none";
        return config;
    }
}
