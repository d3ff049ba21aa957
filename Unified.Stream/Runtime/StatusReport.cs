using System.Collections.Immutable;
using Unified.Logical;
using Unified.Plans;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>Counts for the loop, and makes the status that others see, a few times a second.</summary>
internal sealed class StatusReport(
    JobPlan plan, SourceSchema source, ILogReader reader, TimeProvider time, Func<int, string?> problem, Action<StreamStatus> report)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private const double Smoothing = 0.2;

    private readonly KeyValuePair<string, object?>[] _tags = [new("job", plan.Job), new("version", plan.Version), new("log", source.Name)];
    private long _last = time.GetTimestamp();
    private StreamState _state = StreamState.Created;
    private long _read;
    private long _reported;
    private long _quarantined;
    private long _flushes;
    private double _rate;
    private TimeSpan? _lastFlush;
    private ImmutableDictionary<PartitionRun, long> _seen = ImmutableDictionary<PartitionRun, long>.Empty;

    public long Read => _read;

    /// <summary>Records quarantined, as of the last report.</summary>
    public long Quarantined => _quarantined;

    public void Add(int records) => _read += records;

    public void Stored(TimeSpan took)
    {
        _flushes++;
        _lastFlush = took;
    }

    public void Refresh(StreamState state, IReadOnlyCollection<PartitionRun> runs, bool force)
    {
        var elapsed = time.GetElapsedTime(_last);
        if (!force && state == _state && elapsed < Interval)
        {
            return;
        }

        (_state, _last) = (state, time.GetTimestamp());
        var delta = _read - _reported;
        _reported = _read;
        if (elapsed > TimeSpan.Zero)
        {
            _rate += Smoothing * ((delta / elapsed.TotalSeconds) - _rate);
        }

        var quarantined = runs.Sum(r => r.Stepper.Quarantined - _seen.GetValueOrDefault(r));
        _seen = runs.ToImmutableDictionary(r => r, r => r.Stepper.Quarantined);
        _quarantined += quarantined;
        ImmutableArray<PartitionStatus> partitions = [.. runs.Select(r => new PartitionStatus(
            r.Partition, r.Stepper.Position, r.Covered, r.Committed,
            reader.KnownHigh(r.Partition.Number) is { } high ? Math.Max(0, high - r.Stepper.Position) : null, r.Recovering)
        { Problem = problem(r.Partition.Number) })];
        var status = new StreamStatus(state, partitions, _read, _quarantined, _rate, _flushes, _lastFlush, null);
        StreamMetrics.Records.Add(delta, _tags);
        StreamMetrics.Quarantined.Add(quarantined, _tags);
        StreamMetrics.Lag.Record(status.Lag, _tags);
        report(status);
    }
}
