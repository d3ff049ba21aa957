using System.Collections.Immutable;
using System.Globalization;

namespace Unified.Time;

/// <summary>Tumbling windows of several lengths at once, all counted from 1970: each event is in one of each.</summary>
/// <param name="Lengths">The lengths in microseconds, the shortest first.</param>
public sealed record WindowLengths(ImmutableArray<long> Lengths) : PaneWindows
{
    /// <summary>How many lengths there may be.</summary>
    public const int MaxLengths = 16;

    /// <inheritdoc />
    public override long Pane => Lengths.Aggregate(0L, Common);

    /// <inheritdoc />
    public override long Reach => Lengths[^1];

    /// <inheritdoc />
    public override (string Reason, string WayOut)? Problem =>
        Lengths.Length is 0 or > MaxLengths ? ($"there are {Lengths.Length} lengths.", $"Give 1 to {MaxLengths}.")
        : Lengths.Select(l => OfLength("the length of a window", l)).FirstOrDefault(p => p is not null)
        ?? (Lengths.GroupBy(l => l).FirstOrDefault(l => l.Count() > 1) is { Key: var twice }
            ? ($"the length {Text(twice)} is there twice.", "Name each length once.")
        : Lengths[0] / Pane > MaxPanes ? (string.Create(CultureInfo.InvariantCulture,
            $"the shortest window of {Text(Lengths[0])} is merged from {Lengths[0] / Pane:N0} panes of {Text(Pane)}, "
                + $"the length that divides all; at most {MaxPanes:N0}."),
            "Take lengths that divide each other: a minute, an hour, a day.")
        : null);

    /// <inheritdoc />
    public override string Cost =>
        $"panes of {Text(Pane)}; windows of {string.Join(", ", Lengths.Select(Text))} are merged from them, when they are read";

    /// <inheritdoc />
    public bool Equals(WindowLengths? other) => other is not null && Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc />
    public override int GetHashCode() => Lengths.Aggregate(0, HashCode.Combine);
}
