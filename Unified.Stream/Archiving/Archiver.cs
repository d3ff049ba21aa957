using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Logical;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>
/// Copies a source's topic into Parquet, one file a partition and epoch. A member of the group that <see cref="ConsumerGroups.Archive"/>
/// names; several share the partitions.
/// What it promises: a file that is there holds every record of its epoch, accepted or quarantined, whenever the archiver was killed.
/// </summary>
public sealed class Archiver
{
    private readonly SourceSchema _source;
    private readonly ArchiverOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ILogIdentities _identities;
    private readonly Func<ILogReader> _open;
    private int _started;
    private ArchiverStatus _status = ArchiverStatus.Initial;

    /// <param name="source">The source.</param>
    /// <param name="kafka">Where its topic is.</param>
    /// <param name="options">How to run.</param>
    /// <param name="identities">Says which log it was before.</param>
    /// <param name="log">Log.</param>
    /// <param name="time">Clock.</param>
    public Archiver(
        SourceSchema source, KafkaOptions kafka, ArchiverOptions options, ILogIdentities identities, ILogger<Archiver> log,
        TimeProvider time)
        : this(source, options, identities, log, time,
            () => new KafkaLogReader(kafka, source.Topic, ConsumerGroups.Archive(source, kafka.Installation), full: true, log))
    {
    }

    internal Archiver(
        SourceSchema source, ArchiverOptions options, ILogIdentities identities, ILogger log, TimeProvider time, Func<ILogReader> open) =>
        (_source, _options, _identities, _log, _time, _open) = (source, options, identities, log, time, open);

    /// <summary>The source.</summary>
    public SourceSchema Source => _source;

    /// <summary>How it stands; may be read at any time from any thread.</summary>
    public ArchiverStatus Status => Volatile.Read(ref _status);

    /// <summary>Runs until cancelled, once.</summary>
    /// <exception cref="Errors.DataException">
    /// The topic has dropped records that are not archived, or existing files are of another log, epoch length or a later format.
    /// </exception>
    public Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException($"Archive of source '{_source.Name}': an Archiver runs once. Make another one.");
        }

        return Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Run(CancellationToken stop)
    {
        try
        {
            using (var reader = _open())
            using (var loop = new ArchiverLoop(
                _source, _options, reader, _identities, _log, _time, status => Volatile.Write(ref _status, status)))
            {
                loop.Run(stop);
            }

            Volatile.Write(ref _status, Status with { State = StreamState.Stopped });
            _log.State($"archive of {_source.Name}", "stopped", _source.Topic);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _status, Status with { State = StreamState.Failed, Error = e.Message });
            _log.Failed(e, $"archive of {_source.Name}", _source.Topic);
            throw;
        }
    }
}
