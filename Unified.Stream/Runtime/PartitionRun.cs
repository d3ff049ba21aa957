using Unified.Physical;

namespace Unified.Streaming.Runtime;

/// <summary>
/// A partition for as long as it is ours. A partition that comes back after a rebalance is another object: what is still under way for the
/// old one cannot be taken for the new one's.
/// </summary>
internal sealed class PartitionRun(StageProgram program, int partition, StartOffset start)
{
    public EpochStepper Stepper { get; } = new(program, partition, start.First);

    public int Partition => Stepper.Partition;

    /// <summary>Records of Kafka count from here on; before it come epochs of the archive.</summary>
    public long ReadFrom { get; } = start.ReadFrom;

    public bool Recovering => Stepper.Position < ReadFrom;

    /// <summary>True once Kafka has been asked to wait for the archive.</summary>
    public bool Paused { get; set; }

    /// <summary>Everything below is stored.</summary>
    public long Covered { get; set; } = start.First;

    /// <summary>The first offset of the epoch that <see cref="Covered"/> is in: may be committed.</summary>
    public long RestartAt { get; set; } = start.First;

    /// <summary>Where another owner would begin; behind <see cref="RestartAt"/> while the group does not take commits, as in a rebalance.</summary>
    public long Committed { get; set; } = start.First;
}
