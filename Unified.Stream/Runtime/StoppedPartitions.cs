using Microsoft.Extensions.Logging;

namespace Unified.Streaming.Runtime;

/// <summary>
/// Partitions whose data cannot be computed: each stands still with what is stored of it, and is begun again from time to time. The loop's
/// thread.
/// </summary>
internal sealed class StoppedPartitions(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(10);

    private readonly Dictionary<int, Stop> _stops = [];

    /// <summary>A partition stands still, since now or for longer.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="problem">Why.</param>
    /// <param name="position">What cannot be computed lies before this offset.</param>
    public void Take(int partition, string problem, long position)
    {
        if (!_stops.TryGetValue(partition, out var stop) || stop.Problem != problem)
        {
            _stops[partition] = stop = new Stop(problem, time.GetTimestamp());
        }

        stop.Position = position;

        if (stop.Said is not { } said || time.GetElapsedTime(said) >= BetweenLines)
        {
            stop.Said = time.GetTimestamp();
            log.StandsStill(problem);
        }
    }

    /// <summary>True when it is time to begin it again; the next attempt is a minute later.</summary>
    public bool IsDue(int partition)
    {
        var stop = _stops[partition];
        var due = time.GetElapsedTime(stop.Tried) >= BetweenAttempts;
        stop.Tried = due ? time.GetTimestamp() : stop.Tried;
        return due;
    }

    /// <summary>It runs, and so much of it is stored: once that is as far as it came before, the problem is over.</summary>
    public void Reached(int partition, long covered)
    {
        if (_stops.TryGetValue(partition, out var stop) && covered >= stop.Position)
        {
            _stops.Remove(partition);
        }
    }

    /// <summary>It is not ours any more.</summary>
    public void Forget(int partition) => _stops.Remove(partition);

    public string? Problem(int partition) => _stops.GetValueOrDefault(partition)?.Problem;

    private sealed class Stop(string problem, long tried)
    {
        public string Problem => problem;

        public long Tried { get; set; } = tried;

        public long? Said { get; set; }

        public long Position { get; set; }
    }
}
