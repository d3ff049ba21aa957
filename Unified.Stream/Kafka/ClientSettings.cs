using System.Collections.Concurrent;
using System.Collections.Immutable;
using Confluent.Kafka;

namespace Unified.Streaming.Kafka;

/// <summary>
/// Which librdkafka settings may be given, and what is wrong with those that may not. Nothing that is given is ignored or overwritten.
/// </summary>
internal static class ClientSettings
{
    private const string TopicPrefix = "topic.";

    /// <summary>What the guarantees rest on, and why.</summary>
    public static readonly ImmutableSortedDictionary<string, (string Value, string Why)> Fixed = new Dictionary<string, (string, string)>
    {
        ["enable.auto.commit"] = ("false", "offsets are committed when the rows are stored, and only first offsets of epochs"),
        ["enable.auto.offset.store"] = ("false", "offsets are committed when the rows are stored, and only first offsets of epochs"),
        ["isolation.level"] = ("read_committed", "an aborted transaction never happened"),
        ["enable.partition.eof"] = ("true", "only so the end of a partition tells that offsets there have no records"),
        ["auto.offset.reset"] = ("error", "offsets that Kafka has dropped are read from the archive or refused, never skipped"),
        ["partition.assignment.strategy"] =
            ("cooperative-sticky", "a partition that moves costs reading its epoch again, and this moves the fewest"),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>What no setting may say, and why, with the way out.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["bootstrap.servers"] = "the address of Kafka is Unified:Kafka:BootstrapServers. Set that instead.",
        ["metadata.broker.list"] = "the address of Kafka is Unified:Kafka:BootstrapServers. Set that instead.",
        ["test.mock.num.brokers"] = "every client would have a Kafka of its own. Set Unified:Kafka:BootstrapServers=embedded instead.",
        ["group.id"] = "each job version and each archive has its own. To keep two programs apart, set Unified:Kafka:Installation instead.",
        ["client.id"] = "it tells installation, machine and process of a group's member. Set Unified:Kafka:Installation instead.",
        ["auto.commit.enable"] = "it is an old name of enable.auto.commit, and offsets are committed when the rows are stored. Remove it.",
        ["offset.store.method"] = "offsets are committed to Kafka. Remove it.",
        ["group.protocol"] = "the guarantees rest on cooperative-sticky assignment, which only the classic protocol has. Remove it.",
        ["enabled_events"] = "the client would not call back when partitions come and go. Remove it.",
        ["dotnet.consumer.consume.result.fields"] = "each reader asks for what it needs. Remove it.",
    }.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>All keys that are refused with some value or with any.</summary>
    public static IEnumerable<string> Keys => [.. Fixed.Keys, .. Refused.Keys];

    /// <summary>What would break a guarantee or lose to a value of ours: a text a key, ascending; empty when nothing would.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="section">Stands before each key, for example <c>Unified:Kafka:Extra:</c>.</param>
    public static ImmutableArray<string> Forbidden(IReadOnlyDictionary<string, string> settings, string section) =>
        [.. settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, Why: WhyNot(s.Key, s.Value)))
            .Where(s => s.Why is not null).Select(s => $"{section}{s.Key} {s.Why}")];

    /// <summary>
    /// What librdkafka itself refuses or would ignore: unknown keys, values that it cannot read, values that do not go together. Makes a
    /// client that knows no broker. Empty where there is no librdkafka: a command that needs no Kafka must not fail for it.
    /// </summary>
    /// <inheritdoc cref="Forbidden" path="/param"/>
    public static ImmutableArray<string> NotUnderstood(IReadOnlyDictionary<string, string> settings, string section)
    {
        var rest = settings.Where(s => WhyNot(s.Key, s.Value) is null).ToDictionary(StringComparer.Ordinal);
        if (rest.Count == 0 || !HasLibrary())
        {
            return [];
        }

        if (LogsInAtOnce(rest))
        {
            rest.Remove("security.protocol");
        }

        var problems = new List<string>();
        for (string? problem; (problem = FirstProblem(rest)) is not null;)
        {
            // One a time is told: without what it names, the next one is.
            var named = rest.Keys.Where(key => Names(problem, key)).Order(StringComparer.Ordinal).ToList();
            var keys = named.Count == 0 ? "<key>" : string.Join(", ", named);
            problems.Add($"{section}{keys}: librdkafka says: {problem.TrimEnd('.')}. Correct or remove it.");
            if (named.Count == 0)
            {
                break;
            }

            named.ForEach(key => rest.Remove(key));
        }

        return [.. problems];
    }

    private static string? WhyNot(string key, string value)
    {
        // The client takes topic.x for the topic's x.
        var name = key.StartsWith(TopicPrefix, StringComparison.OrdinalIgnoreCase) ? key[TopicPrefix.Length..] : key;
        return Refused.TryGetValue(name, out var why) ? $"may not be set: {why}"
            : Fixed.TryGetValue(name, out var needed) && !string.Equals(value, needed.Value, StringComparison.OrdinalIgnoreCase)
                ? $"is '{value}', but must be '{needed.Value}': {needed.Why}. Remove it."
                : null;
    }

    private static string? FirstProblem(IReadOnlyDictionary<string, string> settings)
    {
        var lines = new ConcurrentQueue<string>();
        try
        {
            using var client = new ConsumerBuilder<Ignore, Ignore>(KafkaOptions.Consumer(settings, "settings", "unified", full: true))
                .SetLogHandler((_, line) => lines.Enqueue(line.Message)).SetErrorHandler((_, _) => { }).Build();
            // "[thrd:app]: Configuration property acks is a producer property and will be ignored by this consumer instance"
            return lines.FirstOrDefault(line => line.Contains("will be ignored", StringComparison.Ordinal))?.Split("]: ")[^1];
        }
        catch (Exception e) when (IsWrongSetting(e))
        {
            return e.Message;
        }
    }

    /// <summary>True for what the client throws when it is made of settings that it does not take.</summary>
    public static bool IsWrongSetting(Exception error) => error is KafkaException or InvalidOperationException or ArgumentException;

    private static bool Names(string problem, string key) =>
        problem.Split(['"', '`', ' ', ',']).Any(word => key == word || key == TopicPrefix + word);

    /// <summary>With Kerberos or OAuth a client logs in as soon as it is made, which a check must not.</summary>
    private static bool LogsInAtOnce(Dictionary<string, string> settings)
    {
        var mechanism = settings.GetValueOrDefault("sasl.mechanism") ?? settings.GetValueOrDefault("sasl.mechanisms") ?? "GSSAPI";
        return settings.GetValueOrDefault("security.protocol", "").StartsWith("sasl", StringComparison.OrdinalIgnoreCase)
            && mechanism.ToUpperInvariant() is not ("PLAIN" or "SCRAM-SHA-256" or "SCRAM-SHA-512");
    }

    private static bool HasLibrary()
    {
        try
        {
            return Library.Version > 0;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or TypeInitializationException
            or InvalidOperationException)
        {
            return false;
        }
    }
}
