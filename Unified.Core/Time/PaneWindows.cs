namespace Unified.Time;

/// <summary>
/// Windows of which an event is in several, or whose ends depend on the events. Rows store panes: tumbling windows of <see cref="Pane"/>
/// microseconds. Whoever reads the answer merges each window from the panes that are in it, so everything below knows panes alone.
/// </summary>
public abstract record PaneWindows
{
    /// <summary>Panes that one window may be merged from.</summary>
    public const long MaxPanes = 10_000;

    /// <summary>The parameter that an exception of <see cref="PaneOf"/> names.</summary>
    internal const string Windowed = "windowed";

    private const long LongestLength = 36_500 * Timestamps.MicrosPerDay;

    /// <summary>The length of a pane, in microseconds.</summary>
    public abstract long Pane { get; }

    /// <summary>Where panes are counted from, in microseconds since 1970.</summary>
    public virtual long Offset => 0;

    /// <summary>No window that holds an event begins earlier before it, in microseconds.</summary>
    public abstract long Reach { get; }

    /// <summary>Why there are no such windows, and what to write instead; null where there are.</summary>
    public abstract (string Reason, string WayOut)? Problem { get; }

    /// <summary>What rows store and reading costs, in words.</summary>
    public abstract string Cost { get; }

    /// <summary>What would cost less, a sentence.</summary>
    public abstract string Cheaper { get; }

    /// <summary>The start of the pane that a time is in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A window that holds the time may begin before 1900, and no table can hold that.
    /// </exception>
    public long PaneOf(long windowed) => Timestamps.IsStorable(checked(windowed - Reach))
        ? checked(Timestamps.Floor(windowed - Offset, Pane) + Offset)
        : throw new ArgumentOutOfRangeException(nameof(windowed), windowed, "A window that holds the time may begin before 1900.");

    /// <summary>The largest length that divides both; 0 of none.</summary>
    private protected static long Common(long a, long b) => b == 0 ? a : Common(b, a % b);

    /// <summary>Why a length is none.</summary>
    private protected static (string, string)? OfLength(string what, long micros) => micros is > 0 and <= LongestLength ? null
        : ($"{what} is {Text(micros)}.", "Give at least one microsecond and at most 36,500 days.");

    /// <summary>A length as C# writes it.</summary>
    private protected static string Text(long micros) => TimeSpan.FromTicks(checked(micros * TimeSpan.TicksPerMicrosecond)).ToString("c");
}
