using System.Globalization;

namespace Unified.Demo.Data;

/// <summary>
/// Writes events as a Hive dataset, one folder a day: <c>dt=2001-01-01/part-0.parquet</c> with the columns of the source, times as
/// microseconds in UTC, in order of event time.
/// </summary>
internal sealed class ParquetHistory(IDailyData data)
{
    /// <summary>Writes the days that are not there yet and returns how many that were; days already there are left alone.</summary>
    public int Write(string directory, DayRange days)
    {
        Directory.CreateDirectory(directory);
        var missing = days.Days().Where(day => !Directory.Exists(FolderOf(directory, day))).ToList();
        if (missing.Count == 0) { return 0; }
        // Beside the days, hence on their file system, so that the rename below is atomic; without 'dt=', so that no reader takes it for a
        // day.
        var staging = Path.Combine(directory, $".staging-{Guid.NewGuid():N}");
        try
        {
            Copy(staging, new DayRange(missing[0], missing[^1].AddDays(1)));
            return missing.Count(day => Publish(FolderOf(staging, day), FolderOf(directory, day)));
        }
        finally
        {
            if (Directory.Exists(staging)) { Directory.Delete(staging, recursive: true); }
        }
    }

    public static string FolderOf(string directory, DateOnly day) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"dt={day:yyyy-MM-dd}"));

    private void Copy(string staging, DayRange days)
    {
        using var connection = FlightDataset.OpenDuckDb();
        using var command = connection.CreateCommand();
        var time = $"\"{data.TimeColumn}\"";
        // One thread gives one file a day. to_timestamp(epoch(..)) makes the UTC-adjusted type without asking the session's time zone.
        command.CommandText =
            $"""
             SET threads = 1;
             COPY (
                 SELECT * REPLACE (to_timestamp(epoch({time})) AS {time}), strftime({time}, '%Y-%m-%d') AS dt
                 FROM ({data.Select(days)}) ORDER BY {time})
             TO {FlightDataset.Quote(staging)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (dt), FILENAME_PATTERN 'part-{"{i}"}');
             """;
        command.ExecuteNonQuery();
    }

    private static bool Publish(string staged, string final)
    {
        // A day without flights has no folder; a day that another process published meanwhile is the same day.
        if (!Directory.Exists(staged) || Directory.Exists(final)) { return false; }
        Directory.Move(staged, final);
        return true;
    }
}
