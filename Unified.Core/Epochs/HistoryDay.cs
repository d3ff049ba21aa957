using Unified.Time;

namespace Unified.Epochs;

/// <summary>A day of a source's history dataset. Ordered by log (ordinal), then day.</summary>
/// <param name="Log">The source's log.</param>
/// <param name="Day">Days since 1970-01-01.</param>
public readonly record struct HistoryDay(string Log, int Day) : IComparable<HistoryDay>
{
    /// <summary>
    /// Events of a day are numbered file by file, row by row, from this place on: so each has a position of its own below 2^36 events a
    /// day, as events of a log have offsets.
    /// </summary>
    public long FirstPosition => (long)Day << 36;

    /// <inheritdoc />
    public int CompareTo(HistoryDay other) => string.CompareOrdinal(Log, other.Log) is var order and not 0 ? order
        : Day.CompareTo(other.Day);

    /// <summary>For messages: <c>flights history day 2001-04-01</c>.</summary>
    public override string ToString() => $"{Log} history day {Timestamps.FormatDay(Day)}";

    /// <summary>True when the first comes before the second.</summary>
    public static bool operator <(HistoryDay left, HistoryDay right) => left.CompareTo(right) < 0;

    /// <summary>True when the first comes behind the second.</summary>
    public static bool operator >(HistoryDay left, HistoryDay right) => left.CompareTo(right) > 0;

    /// <summary>True when the first does not come behind the second.</summary>
    public static bool operator <=(HistoryDay left, HistoryDay right) => left.CompareTo(right) <= 0;

    /// <summary>True when the first does not come before the second.</summary>
    public static bool operator >=(HistoryDay left, HistoryDay right) => left.CompareTo(right) >= 0;
}
