using System.Globalization;

namespace Unified.Analyzers.Reading;

/// <summary>Which windows cannot be merged from panes, as the plan's <c>PaneWindows</c> has it.</summary>
internal static class PaneLengths
{
    private const long MaxPanes = 10_000;
    private const long LongestLength = 36_500L * 86_400_000_000;

    /// <summary>Why there are no such windows, and what to write instead; null where there are, or where lengths are not known.</summary>
    public static (string Reason, string WayOut)? Problem(string function, long? length, long? hop) => (function, length, hop) switch
    {
        ("session", { } gap, _) => OfLength("the gap of sessions", gap),
        ("hopping", { } size, { } step) => OfLength("the length of a hopping window", size) ?? OfLength("its hop", step)
            ?? Hopping(size, step),
        _ => null,
    };

    private static (string, string)? Hopping(long size, long hop)
    {
        var pane = Common(size, hop);
        return hop > size ? ($"windows of {Text(size)} that begin every {Text(hop)} leave out the events between them.",
                "Give a hop of at most the length; or filter the events and take a tumbling window.")
            : size / pane > MaxPanes ? (string.Format(CultureInfo.InvariantCulture,
                "a window of {0} every {1} is merged from {2:N0} panes of {3}; at most {4:N0}.", Text(size), Text(hop), size / pane,
                    Text(pane), MaxPanes), "Take a hop that divides the length fewer times: a minute for an hour, an hour for a month.")
            : null;
    }

    private static (string, string)? OfLength(string what, long micros) => micros is > 0 and <= LongestLength ? null
        : ($"{what} is {Text(micros)}.", "Give at least one microsecond and at most 36,500 days.");

    private static long Common(long a, long b) => b == 0 ? a : Common(b, a % b);

    private static string Text(long micros) => TimeSpan.FromTicks(checked(micros * 10)).ToString("c", CultureInfo.InvariantCulture);
}
