using System.Globalization;
using Unified.Definition;
using Unified.Nexmark.Answers;
using Unified.Nexmark.Jobs;
using Unified.Nexmark.Output;
using Unified.Plans;

namespace Unified.Nexmark.Tests;

/// <summary>
/// Each query over published events gives the published rows. They have fewer columns than Nexmark's own text of some queries: those are
/// compared.
/// </summary>
[TestClass]
public sealed class PublishedTests
{
    private static readonly Lazy<string> History = new(() =>
    {
        var folder = Server.Folder["published"];
        ParquetEvents.Write(PublishedRows.Events(), folder);
        return folder;
    });

    [TestMethod]
    [DataRow("q0", "auction, bidder, price, date_time")]
    [DataRow("q1", "auction, bidder, price::VARCHAR, date_time")]
    [DataRow("q5", "auction, bids")]
    [DataRow("q7", "auction, price, bidder, date_time")]
    [DataRow("q8", "id, name, start")]
    [DataRow("q14", "auction, bidder, price::VARCHAR, time_of_day, date_time, cs")]
    [DataRow("q15", "day::DATE, * EXCLUDE day")]
    [DataRow("q18", "auction, bidder, price, channel, url, date_time, extra")]
    [DataRow("q21", "auction, bidder, price, channel, channel_id")]
    [DataRow("q22", "auction, bidder, price, channel, dir1, dir2, dir3")]
    // In the database that made the rows 'HH:mm' is the hour of twelve and the month.
    [DataRow("q16", "channel, day::DATE, strftime(day + left(minute, 2)::INTEGER * INTERVAL 1 HOUR, '%I:%m'), "
        + "* EXCLUDE (channel, day, minute)")]
    // A list for each column here, a row for each bid there.
    [DataRow("q19", "auction, unnest(bidders), unnest(prices), unnest(channels), unnest(urls), unnest(times), unnest(extras), "
        + "unnest(range(1, len(prices) + 1))")]
    public async Task A_query_gives_the_published_rows(string name, string columns) =>
        CollectionAssert.AreEqual(PublishedRows.Results(name).ToArray(),
            PublishedRows.Lines(await AnswerAsync(Job(name), columns)).ToArray());

    [TestMethod]
    public async Task The_published_rows_of_q2_are_of_five_auctions_by_name_as_in_the_first_text_of_Nexmark() =>
        CollectionAssert.AreEqual(PublishedRows.Results("q2").ToArray(),
            PublishedRows.Lines(await AnswerAsync(new NamedAuctions(), "auction, price")).ToArray());

    [TestMethod]
    public async Task The_averages_of_q17_are_the_published_ones_to_the_nearest_double()
    {
        // Published are decimals of up to 23 places; a mean is a double here.
        var expected = PublishedRows.Results("q17").Select(line => string.Join(' ', line.Split(' ').Select((value, i) => i == 8
            ? double.Parse(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : value)));
        CollectionAssert.AreEqual(expected.Order(StringComparer.Ordinal).ToArray(),
            PublishedRows.Lines(await AnswerAsync(Job("q17"), "auction, day::DATE, * EXCLUDE (auction, day)")).ToArray());
    }

    private static Job Job(string name) => NexmarkQuery.All.Single(q => q.Name == name).Job;

    private static async Task<IReadOnlyList<object?[]>> AnswerAsync(Job job, string columns)
    {
        var file = Server.Folder[$"published-{job.Name}.parquet"];
        await UnifiedAnswer.WriteAsync(JobPlan.Create(job), History.Value, Server.ClickHouse, file);
        using var duck = new DuckDbEngine(History.Value, threads: 1);
        duck.Execute("SET TimeZone = 'UTC'");
        return duck.Rows($"SELECT {columns} FROM read_parquet('{file}')");
    }

    private sealed class NamedAuctions : Job<ChosenBid>
    {
        private static readonly long[] Names = [1007, 1020, 2001, 2019, 2087];

        public override Query<ChosenBid> Define() =>
            from b in Events.Bids
            where Names.Contains(b.Auction)
            select new ChosenBid(b.Auction, b.Price);
    }
}
