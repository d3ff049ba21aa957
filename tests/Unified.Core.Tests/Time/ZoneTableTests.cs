using NodaTime;
using Unified.TestKit;
using Unified.Time;

namespace Unified.Core.Tests.Time;

/// <summary>The table of a zone against NodaTime's own arithmetic, which looks every moment up.</summary>
[TestClass]
public sealed class ZoneTableTests
{
    [TestMethod]
    public void Local_clocks_read_what_NodaTime_says_in_every_zone_near_every_change()
    {
        var random = TestSeed.Take().Random();
        foreach (var name in DateTimeZoneProviders.Tzdb.Ids)
        {
            var (zone, table) = (DateTimeZoneProviders.Tzdb[name], ZoneTable.Find(name)!);
            foreach (var moment in table.Starts.Skip(1).SelectMany(s => new[] { s - 1, s, s + 1 })
                .Concat(Enumerable.Range(0, 20).Select(_ => random.NextInt64(Micros(1900), Micros(2300)))))
            {
                var expected = Instant.FromUnixTimeTicks(moment * 10).InZone(zone).LocalDateTime.ToDateTimeUnspecified();
                Assert.AreEqual(Timestamps.FromDateTime(expected), table.Local(moment), $"{name} at {Timestamps.Format(moment)}");
            }
        }
    }

    [TestMethod]
    public void The_first_moment_of_a_local_reading_is_the_first_at_which_clocks_read_that_or_more()
    {
        var random = TestSeed.Take().Random();
        foreach (var name in new[] { "UTC", "America/New_York", "America/Sao_Paulo", "Pacific/Apia", "Atlantic/Azores",
            "Africa/Casablanca" })
        {
            var table = ZoneTable.Find(name)!;
            var near = table.Starts.Skip(1).Concat(Enumerable.Range(0, 50).Select(_ => random.NextInt64(Micros(1900), Micros(2300))))
                .Select(at => table.Local(at) + random.NextInt64(-7_200_000_000, 7_200_000_000));
            // What clocks read just before a change, would have read at it, and read at it.
            var at = table.Starts.Skip(1)
                .SelectMany(start => new[] { table.Local(start - 1), table.Local(start - 1) + 1, table.Local(start) });
            foreach (var local in near.Concat(at))
            {
                var first = table.FirstAt(local);
                Assert.IsGreaterThanOrEqualTo(local, table.Local(first), name);
                for (var before = first - 1; before > first - 90_000_000_000; before -= 1_800_000_000)
                {
                    Assert.IsLessThan(local, table.Local(before),
                        $"{name}: {Timestamps.Format(before)} is before {Timestamps.Format(first)}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow("America/New_York", "2024-03-10T04:59:59Z", "2024-03-09T05:00:00Z", DisplayName = "before the day of 23 hours")]
    [DataRow("America/New_York", "2024-03-11T03:59:59Z", "2024-03-10T05:00:00Z", DisplayName = "the day of 23 hours")]
    [DataRow("America/New_York", "2024-11-04T04:59:59Z", "2024-11-03T04:00:00Z", DisplayName = "the day of 25 hours")]
    [DataRow("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04T03:00:00Z", DisplayName = "a day without midnight")]
    [DataRow("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03T03:00:00Z", DisplayName = "the day before one without midnight")]
    [DataRow("Pacific/Apia", "2011-12-30T10:30:00Z", "2011-12-30T10:00:00Z", DisplayName = "the day after one that was left out")]
    public void Local_days_begin_where_their_clocks_first_read_midnight_or_more(string zone, string time, string start) =>
        Assert.AreEqual(Timestamps.TryParse(start), Timestamps.FromDateTime(
            Unified.Definition.Window.Day(Timestamps.ToDateTime(Timestamps.TryParse(time)!.Value), zone)));

    [TestMethod]
    public void An_unknown_zone_is_none() => Assert.IsNull(ZoneTable.Find("Mars/Olympus"));

    private static long Micros(int year) => Timestamps.FromDateTime(new DateTime(year, 1, 1));
}
