using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Streaming.Runtime;

/// <summary>A record that was quarantined, as an example of others.</summary>
internal sealed record QuarantineSample(LogPartition Partition, long Offset, string Reason);

/// <summary>
/// Says aloud that records are quarantined: at once when it begins, then once a minute as long as it goes on. When they are a large part of
/// what is read, something is wrong with all of them, and that is a problem of its own. The loop's thread.
/// </summary>
/// <param name="who">For messages.</param>
/// <param name="topic">The topic.</param>
/// <param name="limits">When they are too many, in a minute.</param>
/// <param name="stops">True when that ends the job.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Log.</param>
internal sealed class QuarantineVoice(string who, string topic, QuarantineLimits limits, bool stops, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private (long Read, long Quarantined) _seen;
    private (long Read, long Quarantined) _atStart;
    private QuarantineSample? _sample;
    private long? _since;

    /// <summary>Why there are too many of them; null while there are not. Holds until a minute in which there are not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes in what there was until now.</summary>
    /// <param name="read">Records read since the start.</param>
    /// <param name="quarantined">Of those, quarantined.</param>
    /// <param name="sample">One that was quarantined since the last call; null when none was.</param>
    /// <exception cref="DataException">They are too many, and it was asked that this ends the job.</exception>
    public void Take(long read, long quarantined, QuarantineSample? sample)
    {
        var now = time.GetTimestamp();
        _sample ??= sample;
        var first = _since is null;
        if (first && quarantined == 0)
        {
            return;
        }

        _since ??= now;
        var (inRead, inQuarantined) = (read - _atStart.Read, quarantined - _atStart.Quarantined);
        var isOver = limits.AreExceeded(inRead, inQuarantined);
        if (isOver)
        {
            Problem = string.Create(CultureInfo.InvariantCulture,
                $"{who}: topic '{topic}': {inQuarantined} of the last {inRead} records are quarantined ")
                + $"({Example()}). A producer has changed what it writes, or the source declares something else.";
        }

        if (first || time.GetElapsedTime(_since.Value) >= Window)
        {
            Say(read, quarantined);
            if (!isOver && !first)
            {
                Problem = null;
            }

            (_atStart, _since, _sample) = ((read, quarantined), now, null);
        }

        if (Problem is not null && stops)
        {
            throw new DataException(Problem + " It was asked that this stops the job (Unified:Stream:StopOnQuarantine). Correct the "
                + "producer or the source; archive --redecode makes events of what was quarantined.");
        }
    }

    private void Say(long read, long quarantined)
    {
        if (quarantined > _seen.Quarantined)
        {
            log.Quarantines(who, topic, quarantined - _seen.Quarantined, read - _seen.Read, quarantined, Example());
        }

        _seen = (read, quarantined);
    }

    private string Example() => _sample is null ? "no example"
        : string.Create(CultureInfo.InvariantCulture, $"first: {_sample.Partition} offset {_sample.Offset}: {_sample.Reason}");
}
