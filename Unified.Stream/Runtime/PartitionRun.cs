using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;

namespace Unified.Streaming.Runtime;

/// <summary>
/// A partition for as long as it is ours. A partition that comes back after a rebalance is another object: what is still under way for the
/// old one cannot be taken for the new one's.
/// </summary>
internal sealed class PartitionRun(
    StageProgram program, LogPartition partition, StoredPartition stored, StartOffset start, IReadOnlyList<Exclusion> excluded)
{
    public EpochStepper Stepper { get; } = new(program, partition, start.First, stored, excluded);

    public LogPartition Partition => Stepper.Partition;

    /// <summary>What the tables held when it became ours.</summary>
    public StoredPartition Stored => stored;

    /// <summary>Records of Kafka count from here on; before it come epochs of the archive, those that the tables lack.</summary>
    public long ReadFrom { get; } = start.ReadFrom;

    /// <summary>Epochs that are in no layer.</summary>
    public IReadOnlySet<long> Lost { get; } = start.Lost;

    public bool Recovering => Stepper.Position < ReadFrom;

    /// <summary>
    /// Why it stopped: an error that its data has, and that comes again whenever it is computed. What is stored of it stays; nothing of it
    /// is stored any more, because what was computed since is not whole.
    /// </summary>
    public string? Stopped { get; private set; }

    /// <summary>Runs a step of it, unless it has stopped. An error in its data stops it alone.</summary>
    public void Try(Action<EpochStepper> step)
    {
        if (Stopped is null)
        {
            try
            {
                step(Stepper);
            }
            catch (DataException error)
            {
                Stop(error);
            }
        }
    }

    /// <summary>An error in its data stops it alone.</summary>
    public void Stop(DataException error) => Stopped ??= error.Message;

    /// <summary>True once Kafka has been asked to wait for the archive.</summary>
    public bool Paused { get; set; }

    /// <summary>Everything below is stored.</summary>
    public long Covered { get; set; } = start.First;

    /// <summary>The first offset of the epoch that <see cref="Covered"/> is in: another owner would begin there.</summary>
    public long RestartAt { get; set; } = start.First;

    /// <summary>
    /// What the group has committed: a hint for those who watch it, and behind <see cref="RestartAt"/> while the group takes no commits,
    /// as in a rebalance.
    /// </summary>
    public required long Committed { get; set; }
}
