using System.Globalization;
using Unified.Errors;
using Unified.Time;

namespace Unified.Epochs;

/// <summary>The unit of backfilling: what one run of the batch layer reads and writes, and may repeat without harm.</summary>
public abstract record Slice
{
    /// <summary>The name in tables and logs; <see cref="Parse"/> reads it back.</summary>
    public abstract string Name { get; }

    /// <summary>The slice of a name.</summary>
    /// <exception cref="InternalException">The name was not written by <see cref="Name"/>.</exception>
    public static Slice Parse(string name)
    {
        var parts = name.Split(':');
        return parts switch
        {
            ["history", var log, var text] when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var day) =>
                new HistorySlice(log, day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
            ["log", var log, var p, var from, var to] when int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture,
                out var partition)
                && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var end) =>
                    new LogSlice(new LogPartition(log, partition), first, end),
            _ => throw new InternalException($"'{name}' is not the name of a slice."),
        };
    }

    /// <inheritdoc />
    public sealed override string ToString() => Name;
}

/// <summary>One day of the history dataset: the folder <c>dt=yyyy-MM-dd</c>.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
public sealed record HistorySlice(string Log, int Day) : Slice
{
    /// <summary>The day that it is.</summary>
    public HistoryDay Of => new(Log, Day);

    /// <inheritdoc />
    public override string Name => $"history:{Log}:{Timestamps.FormatDay(Day)}";
}

/// <summary>Complete epochs of one partition: [First, End).</summary>
public sealed record LogSlice(LogPartition Partition, long First, long End) : Slice
{
    /// <inheritdoc />
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"log:{Partition.Log}:{Partition.Number}:{First}:{End}");
}
