using Confluent.Kafka;

namespace Unified.Embedded.Kafka;

/// <summary>Reads groups' committed offsets from the broker. It asks in a group's name but never joins it, so nothing is
/// rebalanced.</summary>
public sealed class GroupProgress : IPartitionProgress, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<IConsumer<Ignore, Ignore>> _groups;
    private readonly List<TopicPartition> _partitions;

    /// <summary>Watches groups.</summary>
    /// <param name="bootstrapServers">The brokers.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partitions">How many partitions it has.</param>
    /// <param name="groups">The groups, at least one.</param>
    /// <exception cref="ArgumentException">No group is named.</exception>
    public GroupProgress(string bootstrapServers, string topic, int partitions, IReadOnlyCollection<string> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count == 0)
        {
            throw new ArgumentException($"Name the consumer groups of topic '{topic}' that must not be overtaken.", nameof(groups));
        }

        _partitions = Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p)).ToList();
        _groups = groups.Select(group => new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = group,
            EnableAutoCommit = false,
        }).Build()).ToList();
    }

    /// <inheritdoc />
    public IReadOnlyList<long> SlowestCommitted()
    {
        var slowest = Enumerable.Repeat(long.MaxValue, _partitions.Count).ToArray();
        foreach (var group in _groups)
        {
            foreach (var committed in group.Committed(_partitions, Patience))
            {
                var offset = committed.Offset.IsSpecial ? 0 : committed.Offset.Value;
                slowest[committed.Partition.Value] = Math.Min(slowest[committed.Partition.Value], offset);
            }
        }

        return slowest;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _groups.ForEach(static g => g.Dispose());
}
