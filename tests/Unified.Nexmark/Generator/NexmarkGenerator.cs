using System.Globalization;

namespace Unified.Nexmark.Generator;

/// <summary>
/// The events of Nexmark (Beam's and Flink's generator, in the same proportions and with the same hot sellers, auctions, bidders and
/// channels). Event n is a function of the options and n. Immutable; thread-safe.
/// </summary>
public sealed class NexmarkGenerator(GeneratorOptions options)
{
    private const int Persons = 1;
    private const int Auctions = 3;
    private const int Bids = 46;
    private const int Cycle = Persons + Auctions + Bids;
    private const long FirstId = 1_000;
    private const long FirstCategory = 10;
    private const int Categories = 5;

    // Of so many, all but one are of a hot seller, auction, bidder or channel.
    private const int HotSellers = 4;
    private const int HotAuctions = 2;
    private const int HotBidders = 4;
    private const int HotChannels = 2;

    // The newest of so many ids is hot.
    private const int HotStep = 100;
    private const int ActivePersons = 1_000;
    private const int OpenAuctions = 100;

    // Ids that do not exist yet: a bid may come before its auction.
    private const int Lead = 10;
    private const int Channels = 10_000;
    private const int PersonBytes = 200;
    private const int AuctionBytes = 500;
    private const int BidBytes = 100;

    private static readonly string[] States = ["AZ", "CA", "ID", "OR", "WA", "WY"];
    private static readonly string[] Cities =
        ["Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle", "Kent", "Cheyenne"];
    private static readonly string[] FirstNames =
        ["Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter"];
    private static readonly string[] LastNames =
        ["Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris"];
    private static readonly string[] Hot = ["Google", "Facebook", "Baidu", "Apple"];

    private readonly string[] _hotUrls = [.. Hot.Select((_, i) => Url(new EventRandom(options.Seed, -1 - i)))];
    private readonly string[] _urls = [.. Enumerable.Range(0, Channels).Select(i => ChannelUrl(new EventRandom(options.Seed, -10 - i), i))];

    /// <summary>What there is to generate.</summary>
    public GeneratorOptions Options { get; } = options;

    /// <summary>Events <paramref name="from"/> to <paramref name="until"/> - 1: each a <see cref="Person"/>, <see cref="Auction"/> or
    /// <see cref="Bid"/>, in order of event time.</summary>
    public IEnumerable<object> Events(long from, long until)
    {
        for (var n = from; n < until; n++)
        {
            yield return Event(n);
        }
    }

    /// <summary>All events.</summary>
    public IEnumerable<object> Events() => Events(0, Options.Events);

    /// <summary>Event <paramref name="n"/>.</summary>
    public object Event(long n)
    {
        var random = new EventRandom(Options.Seed, n);
        return (n % Cycle) switch
        {
            < Persons => Person(n, random),
            < Persons + Auctions => Auction(n, random),
            _ => Bid(n, random),
        };
    }

    private Person Person(long n, EventRandom random)
    {
        var name = $"{random.OneOf(FirstNames)} {random.OneOf(LastNames)}";
        var mail = $"{random.Text(7, ' ')}@{random.Text(5, ' ')}.com";
        var card = string.Create(CultureInfo.InvariantCulture,
            $"{random.Below(10_000):D4} {random.Below(10_000):D4} {random.Below(10_000):D4} {random.Below(10_000):D4}");
        var (city, state) = (random.OneOf(Cities), random.OneOf(States));
        var size = 8 + name.Length + mail.Length + card.Length + city.Length + state.Length;
        return new Person(FirstId + NewestPerson(n), name, mail, card, city, state, Options.TimeOf(n), random.Extra(size, PersonBytes));
    }

    private Auction Auction(long n, EventRandom random)
    {
        var seller = random.Below(HotSellers) > 0 ? NewestPerson(n) / HotStep * HotStep : AnyPerson(n, random);
        var (name, description) = (random.Text(20, ' '), random.Text(100, ' '));
        var initial = random.Price();
        var reserve = initial + random.Price();
        var (opened, expires) = (Options.TimeOf(n), Expires(n, random));
        var size = 8 + name.Length + description.Length + 8 + 8 + 8 + 8 + 8 + 8;
        return new Auction(FirstId + NewestAuction(n), name, description, initial, reserve, opened, expires, FirstId + seller,
            FirstCategory + random.Below(Categories), random.Extra(size, AuctionBytes));
    }

    private Bid Bid(long n, EventRandom random)
    {
        var auction = random.Below(HotAuctions) > 0 ? NewestAuction(n) / HotStep * HotStep : AnyAuction(n, random);
        var bidder = random.Below(HotBidders) > 0 ? (NewestPerson(n) / HotStep * HotStep) + 1 : AnyPerson(n, random);
        var price = random.Price();
        var hot = random.Below(HotChannels) > 0;
        var channel = (int)random.Below(hot ? Hot.Length : Channels);
        var name = hot ? Hot[channel] : string.Create(CultureInfo.InvariantCulture, $"channel-{channel}");
        return new Bid(FirstId + auction, FirstId + bidder, price, name, hot ? _hotUrls[channel] : _urls[channel], Options.TimeOf(n),
            random.Extra(8 + 8 + 8 + 8, BidBytes));
    }

    // Half of them before, half behind the moment when as many auctions have come as are open at once.
    private DateTime Expires(long n, EventRandom random)
    {
        var horizon = (long)(OpenAuctions * Cycle / Auctions * 1_000 / Options.EventsPerSecond);
        return Options.TimeOf(n).AddMilliseconds(1 + random.Below(Math.Max(horizon * 2, 1)));
    }

    private static long NewestPerson(long n) => (n / Cycle * Persons) + Math.Min(n % Cycle, Persons - 1);

    private static long NewestAuction(long n) => n % Cycle < Persons
        ? Math.Max((n / Cycle * Auctions) - 1, 0) : (n / Cycle * Auctions) + Math.Min(n % Cycle - Persons, Auctions - 1);

    private static long AnyPerson(long n, EventRandom random)
    {
        var count = NewestPerson(n) + 1;
        var active = Math.Min(count, ActivePersons);
        return count - active + random.Below(active + Lead);
    }

    private static long AnyAuction(long n, EventRandom random)
    {
        var newest = NewestAuction(n);
        var oldest = Math.Max(newest - OpenAuctions, 0);
        return oldest + random.Below(newest - oldest + 1 + Lead);
    }

    private static string Url(EventRandom random) =>
        $"https://www.nexmark.com/{random.Text(5, '_')}/{random.Text(5, '_')}/{random.Text(5, '_')}/item.htm?query=1";

    private static string ChannelUrl(EventRandom random, int channel)
    {
        var url = Url(random);
        return random.Below(10) == 0 ? url
            : string.Create(CultureInfo.InvariantCulture, $"{url}&channel_id={Math.Abs((long)Reversed(channel))}");
    }

    private static int Reversed(int bits)
    {
        var reversed = 0u;
        for (var i = 0; i < 32; i++)
        {
            reversed |= ((uint)bits >> i & 1) << (31 - i);
        }

        return unchecked((int)reversed);
    }
}
