using Hangfire;
using Hangfire.InMemory;

namespace Unified.Batch.Scheduling;

/// <summary>Times of a schedule, as Hangfire reads them.</summary>
public static class CronText
{
    /// <summary>Why Hangfire would refuse it, or null.</summary>
    public static string? Problem(string cron)
    {
        using var storage = new InMemoryStorage();
        try
        {
            new RecurringJobManager(storage).AddOrUpdate(
                "check", () => Check(), cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
            return null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return "five fields are expected: minute, hour, day of the month, month, day of the week; for example '30 1 * * *' is every "
                + "day at 01:30.";
        }
    }

    /// <summary>What the schedule of the check would call, which never starts.</summary>
    public static void Check()
    {
    }
}
