using Unified.Nexmark.Generator;
using Unified.TestKit;

namespace Unified.Nexmark.Tests;

/// <summary>What the queries rely on of the events, and what makes them Nexmark's.</summary>
[TestClass]
public sealed class GeneratorTests
{
    [TestMethod]
    public void Events_are_the_same_whoever_makes_which_part_of_them()
    {
        var random = TestSeed.Take().Random();
        var options = new GeneratorOptions { Seed = (ulong)random.NextInt64(), Events = 5_000 };
        var cut = random.Next(5_000);
        var whole = new NexmarkGenerator(options).Events().ToList();
        var other = new NexmarkGenerator(options);
        var (tail, head) = (other.Events(cut, 5_000).ToList(), other.Events(0, cut).ToList());
        CollectionAssert.AreEqual(whole, head.Concat(tail).ToList());
        CollectionAssert.AreNotEqual(whole, new NexmarkGenerator(options with { Seed = options.Seed + 1 }).Events().ToList());
    }

    [TestMethod]
    public void Of_fifty_events_one_is_a_person_three_are_auctions_and_the_rest_bids()
    {
        var events = Events(out _);
        Assert.AreEqual(events.Count / 50, events.OfType<Person>().Count());
        Assert.AreEqual(events.Count / 50 * 3, events.OfType<Auction>().Count());
        CollectionAssert.AreEqual(Ids(events.Count / 50), events.OfType<Person>().Select(p => p.Id).ToList());
        CollectionAssert.AreEqual(Ids(events.Count / 50 * 3), events.OfType<Auction>().Select(a => a.Id).ToList());
    }

    [TestMethod]
    public void Hot_auctions_bidders_and_channels_have_their_shares_of_the_bids()
    {
        var bids = Events(out _).OfType<Bid>().ToList();
        Assert.AreEqual(0.5, Share(b => b.Auction % 100 == 0), 0.03);
        Assert.AreEqual(0.75, Share(b => b.Bidder % 100 == 1), 0.03);
        Assert.AreEqual(0.5, Share(b => !b.Channel.StartsWith("channel-", StringComparison.Ordinal)), 0.03);
        Assert.AreEqual(0.5 * 0.9, Share(b => b.Url.Contains("&channel_id=", StringComparison.Ordinal)), 0.03);
        // Prices are even over the powers of ten, from 100 to 100,000,000.
        Assert.AreEqual(1.0 / 3, Share(b => b.Price < 10_000), 0.03);
        Assert.AreEqual(2.0 / 3, Share(b => b.Price < 1_000_000), 0.03);

        double Share(Func<Bid, bool> condition) => bids.Count(condition) / (double)bids.Count;
    }

    [TestMethod]
    public void Times_rise_and_each_day_has_its_events()
    {
        var events = Events(out var options);
        var times = events.Select(e => e switch { Person p => p.DateTime, Auction a => a.DateTime, Bid b => b.DateTime, _ => default })
            .ToList();
        CollectionAssert.AreEqual(times.Order().ToList(), times);
        Assert.IsTrue(times.GroupBy(t => t.Date).All(day => day.Count() == options.EventsPerDay));
        Assert.HasCount(options.Days, times.GroupBy(t => t.Date).ToList());
    }

    [TestMethod]
    public void Texts_fill_events_to_the_sizes_of_Nexmark()
    {
        var events = Events(out _);
        // What an event has besides is part of its size; extra makes up for it, within a fifth.
        Assert.AreEqual(100, events.OfType<Bid>().Average(b => 32 + b.Extra.Length), 2);
        Assert.AreEqual(200, events.OfType<Person>().Average(p => 8 + p.Name.Length + p.EmailAddress.Length + p.CreditCard.Length
            + p.City.Length + p.State.Length + p.Extra.Length), 4);
    }

    private static List<long> Ids(int count) => [.. Enumerable.Range(1_000, count).Select(i => (long)i)];

    private static List<object> Events(out GeneratorOptions options)
    {
        options = new GeneratorOptions { Seed = (ulong)TestSeed.Take().Random().NextInt64(), Events = 20_000, EventsPerDay = 5_000 };
        return [.. new NexmarkGenerator(options).Events()];
    }
}
