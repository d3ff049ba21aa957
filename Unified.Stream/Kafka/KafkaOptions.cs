using System.Collections.Immutable;
using System.Globalization;

namespace Unified.Streaming.Kafka;

/// <summary>How to reach Kafka. Any librdkafka key may be given; the few that Unified's guarantees rest on may not be changed.</summary>
public sealed record KafkaOptions
{
    /// <summary>What the guarantees rest on, and why.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Fixed = new Dictionary<string, string>
    {
        // Offsets are committed by us, after the rows are stored, and only first offsets of epochs.
        ["enable.auto.commit"] = "false",
        ["enable.auto.offset.store"] = "false",
        // An aborted transaction never happened.
        ["isolation.level"] = "read_committed",
        // The only way to learn that offsets at the end of a partition have no records.
        ["enable.partition.eof"] = "true",
        // Offsets that Kafka has dropped are read from the archive, or refused: never skipped.
        ["auto.offset.reset"] = "error",
        // A partition that moves costs re-reading its epoch: cooperative-sticky moves the fewest, and the others go on meanwhile.
        ["partition.assignment.strategy"] = "cooperative-sticky",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

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
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>host:port, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>librdkafka keys to values: security, timeouts, queue sizes.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Longest wait for one answer of a broker. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The configuration of a consumer of <paramref name="group"/>.</summary>
    /// <exception cref="ArgumentException">A setting would break a guarantee.</exception>
    internal Dictionary<string, string> Consumer(string group, bool full)
    {
        var config = Defaults.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in Settings)
        {
            if (Fixed.TryGetValue(key, out var needed) && !string.Equals(value, needed, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Kafka setting '{key}' is '{value}', but Unified's guarantees need '{needed}'. Remove the setting."));
            }

            config[key] = value;
        }

        foreach (var (key, value) in Fixed)
        {
            config[key] = value;
        }

        config["bootstrap.servers"] = BootstrapServers;
        config["group.id"] = group;
        // What is not asked for is not marshalled: 200 instead of 620 bytes of garbage a record.
        config["dotnet.consumer.consume.result.fields"] = full ? "timestamp" : "none";
        return config;
    }
}
