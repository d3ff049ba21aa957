using Microsoft.Extensions.Logging;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// One job over one of the logs that it reads: a member of the job version's consumer group for that log. Several of them, in any number of
/// processes, share the partitions; a job that reads several logs has a task for each, and they write the same tables.
/// What it promises: every record of the log is counted once in the tables, whenever and however it is killed. See <see
/// cref="StreamState"/> for its life.
/// </summary>
public sealed class StreamTask
{
    private readonly StageProgram _program;
    private readonly SourceSchema _source;
    private readonly StreamOptions _options;
    private readonly StreamStores _stores;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Func<ILogReader> _open;
    private readonly IBackground? _background;
    private int _started;
    private StreamStatus _status = StreamStatus.Initial;

    /// <param name="program">The step function.</param>
    /// <param name="log">The name of the log.</param>
    /// <param name="kafka">Where it is.</param>
    /// <param name="options">How to run.</param>
    /// <param name="stores">What it writes to and goes on from.</param>
    /// <param name="logger">Log.</param>
    /// <param name="time">Clock.</param>
    public StreamTask(
        StageProgram program, string log, KafkaOptions kafka, StreamOptions options, StreamStores stores, ILogger<StreamTask> logger,
        TimeProvider time)
        : this(program, log, options, stores, logger, time,
            () => new KafkaLogReader(
                kafka, program.Plan.Source(log).Topic, ConsumerGroups.Stream(program.Plan, log, kafka.Installation), full: false, logger))
    {
    }

    internal StreamTask(
        StageProgram program, string log, StreamOptions options, StreamStores stores, ILogger logger, TimeProvider time,
        Func<ILogReader> open, IBackground? background = null)
    {
        _background = background;
        (_program, _source, _options, _stores) = (program, program.Plan.Source(log), options, stores);
        (_log, _time, _open) = (logger, time, open);
    }

    /// <summary>The job.</summary>
    public JobPlan Plan => _program.Plan;

    /// <summary>The source of the log.</summary>
    public SourceSchema Source => _source;

    /// <summary>How it stands; may be read at any time from any thread.</summary>
    public StreamStatus Status => Volatile.Read(ref _status);

    /// <summary>
    /// Runs until cancelled, once. Cancelling is the graceful end: the last rows are stored, offsets committed, the group is left.
    /// </summary>
    /// <exception cref="Errors.UnifiedException">
    /// Something that no repetition heals and that concerns all partitions: another log, a table that refuses the rows. What concerns one
    /// stops it alone, and stands in the status.
    /// </exception>
    public Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException($"Job '{Plan.Job}', log '{_source.Name}': a StreamTask runs once. Make another one.");
        }

        // A thread of its own: the client blocks, and calls back on the thread that polls.
        return Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Run(CancellationToken stop)
    {
        try
        {
            using (var reader = _open())
            using (var loop = new StreamLoop(
                _program, _source, _options, reader, new FlushStore(Plan, _stores.Tables, _options, _time, _log), _stores, _log, _time,
                status => Volatile.Write(ref _status, status), _background))
            {
                loop.Run(stop);
            }

            Volatile.Write(ref _status, Status with { State = StreamState.Stopped });
            _log.State(Plan.Job, "stopped", _source.Topic);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _status, Status with { State = StreamState.Failed, Error = e.Message });
            _log.Failed(e, Plan.Job, _source.Topic);
            throw;
        }
    }
}
