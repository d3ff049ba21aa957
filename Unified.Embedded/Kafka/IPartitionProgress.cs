namespace Unified.Embedded.Kafka;

/// <summary>How far the consumers of a topic have come.</summary>
public interface IPartitionProgress
{
    /// <summary>The lowest committed offset among the groups, for each partition in order; 0 where a group has committed nothing.</summary>
    IReadOnlyList<long> SlowestCommitted();
}
