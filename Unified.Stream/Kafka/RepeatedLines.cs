using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Unified.Streaming.Kafka;

/// <summary>
/// One line a minute a cause, with the number of those that were left out: a broker that is away is the same news for every client of the
/// process, again and again, and hides all other news. Thread-safe.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class RepeatedLines(TimeProvider time)
{
    /// <summary>A cause that is not heard of for so long begins anew.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Causes are few; what makes them many is forgotten rather than kept.
    private const int MostCauses = 1000;

    private readonly ConcurrentDictionary<string, (long Said, int LeftOut)> _causes = new(StringComparer.Ordinal);

    /// <summary>Those of this process.</summary>
    public static RepeatedLines OfProcess { get; } = new(TimeProvider.System);

    /// <summary>True where the line is to be said, with the number of lines that were left out since the last one.</summary>
    public bool Says(string cause, out int leftOut)
    {
        if (_causes.Count >= MostCauses)
        {
            _causes.Clear();
        }

        var now = time.GetTimestamp();
        var said = true;
        var left = 0;
        _causes.AddOrUpdate(cause, _ => Begin(), (_, before) =>
        {
            if (time.GetElapsedTime(before.Said, now) >= Pause)
            {
                (said, left) = (true, before.LeftOut);
                return (now, 0);
            }

            (said, left) = (false, 0);
            return (before.Said, before.LeftOut + 1);
        });
        leftOut = left;
        return said;

        (long, int) Begin()
        {
            (said, left) = (true, 0);
            return (now, 0);
        }
    }

    /// <summary>What a line has in common with the others of its cause: addresses of threads, times and counts differ.</summary>
    public static string Cause(string facility, string text)
    {
        var end = text.IndexOf(" (after ", StringComparison.Ordinal);
        return $"{facility}: {string.Concat((end < 0 ? text : text[..end]).Where(c => !char.IsAsciiDigit(c)))}";
    }

    /// <summary>What is added to a line.</summary>
    public static string Text(string text, int leftOut) => leftOut == 0 ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text} [{leftOut} more lines of this cause were left out]");
}

internal static class RepeatedClientLines
{
    /// <summary>A line that the client logs.</summary>
    public static void RepeatedLine(this ILogger log, LogLevel level, string facility, string text)
    {
        if (RepeatedLines.OfProcess.Says(RepeatedLines.Cause(facility, text), out var leftOut))
        {
            log.ClientLine(level, facility, RepeatedLines.Text(text, leftOut));
        }
    }

    /// <summary>An error that the client tells.</summary>
    public static void RepeatedError(this ILogger log, string group, string topic, string code, string reason)
    {
        if (RepeatedLines.OfProcess.Says(RepeatedLines.Cause(code, reason), out var leftOut))
        {
            log.ClientError(group, topic, code, RepeatedLines.Text(reason, leftOut));
        }
    }
}
