using System.Text;
using Unified.Demo.Data;

namespace Unified.Demo.Tests.Data;

[TestClass]
public sealed class FlightEventsTests
{
    private static readonly FlightDataset Dataset = FlightDataset.Find(AppContext.BaseDirectory);
    private static readonly DayRange Days = new(new DateOnly(2001, 4, 1), new DateOnly(2001, 4, 11));
    private static readonly FlightEvents Events = FlightEvents.Load(Dataset, Days, new ArrivalOptions());

    [TestMethod]
    public void The_same_seed_gives_the_same_bytes_in_the_same_order()
    {
        var again = FlightEvents.Load(Dataset, Days, new ArrivalOptions());
        Assert.AreEqual(Events.Count, again.Count);
        for (var i = 0; i < Events.Count; i++)
        {
            Assert.AreEqual(Events.Partition(i), again.Partition(i));
            Assert.IsTrue(Events.Value(i).AsSpan().SequenceEqual(again.Value(i)), $"position {i}");
        }
    }

    [TestMethod]
    public void Another_seed_gives_another_order_of_the_same_flights()
    {
        var other = FlightEvents.Load(Dataset, Days, new ArrivalOptions { Seed = 7 });
        Assert.IsFalse(Enumerable.Range(0, 100).All(i => Events.Value(i).AsSpan().SequenceEqual(other.Value(i))));
        CollectionAssert.AreEqual(SortedFlights(Events), SortedFlights(other));
    }

    [TestMethod]
    public void Every_flight_of_the_Parquet_file_is_there_exactly_once()
    {
        using var truth = new DuckQuery(
            $"""
             SELECT concat(
                 '~"Date":"', strftime("Date", '%Y-%m-%dT%H:%M:%SZ'), '","Origin":"', "Origin", '","Destination":"', "Destination",
                 '","Delay":', "Delay", ',"Distance":', "Distance", '^')
             FROM ({Dataset.Select(Days)})
             """);
        var expected = truth.Strings().Select(json => json.Replace('~', '{').Replace('^', '}')).Order(StringComparer.Ordinal).ToList();
        CollectionAssert.AreEqual(expected, SortedFlights(Events));
    }

    [TestMethod]
    public void Only_late_events_are_overtaken_by_more_than_two_hours()
    {
        var latest = DateTime.MinValue;
        var (overtaken, beyond, furthest) = (0, 0, TimeSpan.Zero);
        for (var i = 0; i < Events.Count; i++)
        {
            if (Events.EventTime(i) is not { } time) { continue; }
            if (time < latest) { overtaken++; }
            if (latest - time > TimeSpan.FromHours(2)) { beyond++; }
            if (latest != DateTime.MinValue && latest - time > furthest) { furthest = latest - time; }
            if (time > latest) { latest = time; }
        }

        Assert.IsGreaterThan(Events.Flights / 2, overtaken, "the order must really be disordered");
        Assert.IsLessThanOrEqualTo(Events.Late, beyond);
        Assert.IsGreaterThan(Events.Late / 2, beyond, "most late events are seen as late");
        Assert.IsLessThanOrEqualTo(TimeSpan.FromDays(5), furthest);
        Assert.IsGreaterThan(TimeSpan.FromDays(3), furthest);
    }

    [TestMethod]
    public void About_one_event_in_five_hundred_is_late()
    {
        var expected = Events.Flights * 0.002;
        Assert.IsLessThan(expected / 3, Math.Abs(Events.Late - expected));
    }

    [TestMethod]
    public void Undecodable_records_are_extra_and_of_every_kind()
    {
        var positions = Enumerable.Range(0, Events.Count).Where(Events.IsUndecodable).ToList();
        Assert.HasCount(36, positions);
        Assert.AreEqual(36, Events.Undecodable);
        Assert.AreEqual(Events.Flights + 36, Events.Count);
        Assert.AreEqual(UndecodableRecords.KindCount, positions.Select(i => Encoding.Latin1.GetString(Events.Value(i))).Distinct().Count());
        Assert.IsTrue(positions.All(i => Events.Key(i) is null && Events.EventTime(i) is null));
    }

    [TestMethod]
    public void An_origin_stays_in_one_partition_and_all_partitions_get_their_share()
    {
        var flights = Enumerable.Range(0, Events.Count).Where(i => !Events.IsUndecodable(i)).ToList();
        Assert.IsTrue(flights.GroupBy(i => Encoding.UTF8.GetString(Events.Key(i)!))
            .All(g => g.Select(Events.Partition).Distinct().Count() == 1));
        foreach (var partition in flights.GroupBy(Events.Partition))
        {
            Assert.IsGreaterThan(flights.Count / Events.Partitions / 3, partition.Count(), $"partition {partition.Key}");
        }

        // A change of the hash would move keys between partitions of a running topic.
        Assert.AreEqual(312, AirportPartitioner.PartitionOf("ORD", 1024));
    }

    [TestMethod]
    public void Days_without_flights_are_refused_with_the_days_there_are()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() =>
            FlightEvents.Load(Dataset, DayRange.Months(2002, 1, 1), new ArrivalOptions()));
        StringAssert.Contains(error.Message, "2002-01-01 .. 2002-01-31");
    }

    private static List<string> SortedFlights(FlightEvents events) =>
        [.. Enumerable.Range(0, events.Count).Where(i => !events.IsUndecodable(i)).Select(i => Encoding.UTF8.GetString(events.Value(i)))
            .Order(StringComparer.Ordinal)];
}
