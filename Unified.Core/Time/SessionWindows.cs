namespace Unified.Time;

/// <summary>
/// Windows of events that follow each other within less than a gap: an event that comes the gap or more after the one before it begins the
/// next session. A pane is as long as the gap, so that all its events are of one session; where sessions begin follows from the first and
/// the last time of each pane.
/// </summary>
/// <param name="Gap">The gap, in microseconds.</param>
public sealed record SessionWindows(long Gap) : PaneWindows
{
    /// <summary>The column of the smallest event time of a group's pane, of the group at a place.</summary>
    public static string First(int group) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_first{group}");

    /// <summary>The column of the largest event time of a group's pane, of the group at a place.</summary>
    public static string Last(int group) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_last{group}");

    /// <inheritdoc />
    public override long Pane => Gap;

    /// <inheritdoc />
    public override long Reach => Gap;

    /// <inheritdoc />
    public override (string Reason, string WayOut)? Problem => OfLength("the gap of sessions", Gap);

    /// <inheritdoc />
    public override string Cost =>
        $"panes of {Text(Gap)}, so one a gap while a session lasts; sessions are joined from them, when they are read";
}
