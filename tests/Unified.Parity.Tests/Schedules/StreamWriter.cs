using Unified.Contracts;
using Unified.Parity.Tests.Cases;
using Unified.Streaming.Runtime;

namespace Unified.Parity.Tests.Schedules;

/// <summary>One life of the stream on one partition: a stepper and its place in the log.</summary>
internal sealed class StreamWriter
{
    private readonly Case _case;
    private readonly PartitionLog _log;
    private int _next;

    public StreamWriter(Case one, PartitionLog log, long start)
    {
        (_case, _log) = (one, log);
        Stepper = new EpochStepper(one.Job.Program, log.Partition, start);
        _next = log.IndexOf(start);
    }

    public EpochStepper Stepper { get; }

    public bool AtEnd => Stepper.Position == _log.End;

    /// <summary>Takes epochs that the log has forgotten out of the archive.</summary>
    public void Recover(IArchiveReader archive, int epochs)
    {
        for (; epochs > 0 && Stepper.Epoch.Epoch < _case.Complete(_log); epochs--)
        {
            Stepper.AddArchived(archive);
        }

        _next = _log.IndexOf(Stepper.Position);
    }

    /// <summary>Reads on; says that nothing more is there when it is at the end.</summary>
    public void Read(int records)
    {
        for (; records > 0 && _next < _log.Entries.Count; records--)
        {
            Stepper.Add(_log.Entries[_next++].Record);
        }

        if (records > 0)
        {
            Stepper.AdvanceTo(_log.End);
        }
    }
}
