using System.Globalization;

namespace Unified.Time;

/// <summary>Windows of one length that begin every hop: each event is in all that hold it.</summary>
/// <param name="Size">The length of a window, in microseconds.</param>
/// <param name="Hop">From the start of one to the start of the next, in microseconds.</param>
/// <param name="Start">One of the starts, in microseconds since 1970.</param>
public sealed record HoppingWindows(long Size, long Hop, long Start) : PaneWindows
{
    /// <inheritdoc />
    public override long Pane => Common(Size, Hop);

    /// <inheritdoc />
    public override long Offset => Start;

    /// <inheritdoc />
    public override long Reach => Size;

    /// <inheritdoc />
    public override (string Reason, string WayOut)? Problem => OfLength("the length of a hopping window", Size) ?? OfLength("its hop", Hop)
        ?? (Start is < -Timestamps.Last or > Timestamps.Last ? ("its offset is beyond all times.", "Give an offset of less than a hop.")
        : Hop > Size ? ($"windows of {Text(Size)} that begin every {Text(Hop)} leave out the events between them.",
            "Give a hop of at most the length; or filter the events and take a tumbling window.")
        : Size / Pane > MaxPanes ? (string.Create(CultureInfo.InvariantCulture,
            $"a window of {Text(Size)} every {Text(Hop)} is merged from {Size / Pane:N0} panes of {Text(Pane)}; at most {MaxPanes:N0}."),
            "Take a hop that divides the length fewer times: a minute for an hour, an hour for a month.")
        : null);

    /// <inheritdoc />
    public override string Cost => string.Create(CultureInfo.InvariantCulture,
        $"panes of {Text(Pane)}; a window is merged from {Size / Pane:N0} of them, when it is read");

    /// <inheritdoc />
    public override string Cheaper => "A longer hop, or one that divides the length, is fewer panes and fewer windows to read.";
}
