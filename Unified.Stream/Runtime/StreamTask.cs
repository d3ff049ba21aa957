using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Logical;
using Unified.Physical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// One job as a streaming job: a member of the job version's consumer group. Several of them, in any number of processes, share the partitions.
/// What it promises: every record of the log is counted once in the tables, whenever and however it is killed. See <see cref="StreamState"/> for its life.
/// </summary>
public sealed class StreamTask
{
    private readonly StageProgram _program;
    private readonly StreamOptions _options;
    private readonly IRowTables _tables;
    private readonly IManifestStore _manifests;
    private readonly IArchiveReader? _archive;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Func<ILogReader> _open;
    private int _started;
    private StreamStatus _status = StreamStatus.Initial;

    /// <param name="program">The step function.</param>
    /// <param name="kafka">Where the log is.</param>
    /// <param name="options">How to run.</param>
    /// <param name="tables">Where the rows go; the job's tables must exist (<see cref="IRowTables.CreateAsync"/>).</param>
    /// <param name="manifests">Says which epochs batch owns already.</param>
    /// <param name="archive">Where epochs are that Kafka has dropped; null when there is no archive.</param>
    /// <param name="log">Log.</param>
    /// <param name="time">Clock.</param>
    public StreamTask(StageProgram program, KafkaOptions kafka, StreamOptions options, IRowTables tables, IManifestStore manifests, IArchiveReader? archive,
        ILogger<StreamTask> log, TimeProvider time)
        : this(program, options, tables, manifests, archive, log, time,
            () => new KafkaLogReader(kafka, program.Plan.Source.Topic, ConsumerGroups.Stream(program.Plan), full: false, log))
    {
    }

    internal StreamTask(StageProgram program, StreamOptions options, IRowTables tables, IManifestStore manifests, IArchiveReader? archive,
        ILogger log, TimeProvider time, Func<ILogReader> open) =>
        (_program, _options, _tables, _manifests, _archive, _log, _time, _open) = (program, options, tables, manifests, archive, log, time, open);

    /// <summary>The job.</summary>
    public JobPlan Plan => _program.Plan;

    /// <summary>How it stands; may be read at any time from any thread.</summary>
    public StreamStatus Status => Volatile.Read(ref _status);

    /// <summary>
    /// Runs until cancelled, once. Cancelling is the graceful end: the last rows are stored, offsets committed, the group is left.
    /// </summary>
    /// <exception cref="Errors.UnifiedException">Something that no repetition heals: a hole in the log, a state that overflowed, a table that refuses the rows.</exception>
    public Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException($"Job '{Plan.Job}': a StreamTask runs once. Make another one.");
        }

        // A thread of its own: the client blocks, and calls back on the thread that polls.
        return Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Run(CancellationToken stop)
    {
        try
        {
            using (var reader = _open())
            using (var loop = new StreamLoop(_program, _options, reader, new FlushStore(Plan, _tables, _options, _time, _log), _tables, _manifests, _archive, _log, _time,
                status => Volatile.Write(ref _status, status)))
            {
                loop.Run(stop);
            }

            Volatile.Write(ref _status, Status with { State = StreamState.Stopped });
            _log.State(Plan.Job, "stopped", Plan.Source.Topic);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _status, Status with { State = StreamState.Failed, Error = e.Message });
            _log.Failed(e, Plan.Job, Plan.Source.Topic);
            throw;
        }
    }
}
