namespace Unified.Demo.Data;

/// <summary>Whole UTC days, from the first up to but without <see cref="Until"/>.</summary>
internal readonly record struct DayRange
{
    public DayRange(DateOnly from, DateOnly until)
    {
        if (until <= from)
        {
            throw new ArgumentOutOfRangeException(
                nameof(until), until,
                    $"Day range {from:yyyy-MM-dd} .. {until:yyyy-MM-dd} is empty; 'until' is exclusive and must be later than 'from'.");
        }

        From = from;
        Until = until;
    }

    public DateOnly From { get; }

    public DateOnly Until { get; }

    /// <summary>Whole months, both included: <c>Months(2001, 4, 6)</c> is April to June.</summary>
    public static DayRange Months(int year, int first, int last) =>
        new(new DateOnly(year, first, 1), new DateOnly(year, last, 1).AddMonths(1));

    public IEnumerable<DateOnly> Days()
    {
        for (var day = From; day < Until; day = day.AddDays(1)) { yield return day; }
    }

    public override string ToString() => $"{From:yyyy-MM-dd} .. {Until.AddDays(-1):yyyy-MM-dd}";
}
