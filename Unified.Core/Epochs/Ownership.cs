using System.Globalization;

namespace Unified.Epochs;

/// <summary>Where events come from: decides, with the history boundary, which of them count.</summary>
public enum EventOrigin
{
    /// <summary>The live log: Kafka, or the archive of it.</summary>
    Log,

    /// <summary>The history dataset that never was in Kafka.</summary>
    History,
}

/// <summary>
/// The one home of the rule who owns an event. Every event is in exactly one layer: an event of the log by its epoch and the cut,
/// whatever its event time; between history and log, and only there, by event time.
/// </summary>
public static class Ownership
{
    /// <summary>
    /// True when the event at <paramref name="eventTime"/> (microseconds) counts for its origin. Without a boundary the log owns all.
    /// </summary>
    public static bool Counts(EventOrigin origin, long? historyUntil, long eventTime) => origin == EventOrigin.History
        ? historyUntil is { } end && eventTime < end
        : historyUntil is not { } start || eventTime >= start;

    /// <summary><see cref="Counts"/> as a SQL predicate over a column of microseconds.</summary>
    public static string CountsSql(EventOrigin origin, long? historyUntil, string eventTime) => origin == EventOrigin.History
        ? historyUntil is { } end ? string.Create(CultureInfo.InvariantCulture, $"{eventTime} < {end}") : "false"
        : historyUntil is { } start ? string.Create(CultureInfo.InvariantCulture, $"{eventTime} >= {start}") : "true";

    /// <summary>True when the stream's rows of <paramref name="epoch"/> are part of the answer, false when a generation's are.</summary>
    public static bool StreamOwns(Cut cut, EpochId epoch) => epoch.Epoch >= cut.Of(epoch.Partition);

    /// <summary>
    /// <see cref="StreamOwns"/> as a ClickHouse predicate over columns <c>_log</c>, <c>_epoch</c> and <c>_partition</c>, the text of the
    /// partition. The smallest cuts come first because they alone prune whole partitions of the table. Rows of other logs are not owned.
    /// </summary>
    /// <param name="cut">
    /// An expression of type Map(String, Int64), by <see cref="LogPartition.Text"/>; a partition that is not in it reads as 0.
    /// </param>
    /// <param name="smallestCuts">
    /// For each log its name as a literal, and an expression of type Int64: no partition of it has a smaller cut.
    /// </param>
    public static string StreamOwnsSql(string cut, IEnumerable<(string Log, string SmallestCut)> smallestCuts)
    {
        var logs = string.Join(" OR ", smallestCuts.Select(c => $"(_log = {c.Log} AND _epoch >= {c.SmallestCut})"));
        return $"({logs}) AND _epoch >= ({cut})[_partition]";
    }

    /// <summary>
    /// For each partition the epochs [First, End) that the stream owns under <paramref name="older"/> and batch under <paramref
    /// name="newer"/>: those whose stream rows count again when the older cut is in force.
    /// </summary>
    public static IEnumerable<LogSlice> GivenBack(Cut older, Cut newer) =>
        newer.Epochs.Where(p => older.Of(p.Key) < p.Value).Select(p => new LogSlice(p.Key, older.Of(p.Key), p.Value));

    /// <summary>
    /// The batch rows of the answer as a ClickHouse predicate over column <c>_generation</c>: those of the generation that owns the row's
    /// day.
    /// </summary>
    /// <param name="generations">An expression of type Array(UInt64): prunes partitions.</param>
    /// <param name="days">An expression of type Map(Int32, UInt64): day bucket to generation.</param>
    /// <param name="day">The row's day bucket.</param>
    public static string BatchOwnsSql(string generations, string days, string day) =>
        $"has({generations}, _generation) AND ({days})[{day}] = _generation";
}
