using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Unified.Plans;
using Unified.Serving.Api;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Api;

/// <summary>Whatever is asked, the answer is rows or a problem of a stable type, and nobody crashes.</summary>
[TestClass]
public sealed class ApiFuzzTests
{
    private const int Parsed = 20_000;
    private const int Asked = 150;
    private static readonly int[] Expected = [200, 400, 422];

    private static readonly string[] Names =
    [
        "from", "to", "limit", "order", "require", "null", "after", "place", "p", "day", "total", "key.place", "key.",
        "key.from", "", "amount",
        "big", "value", "PLACE", "place;", "%00",
    ];

    private static readonly string[] Values =
    [
        "ATL", "2001-04-03", "2024-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00", "-1", "0", "1", "10000",
        "10001", "99999999999999999999", "1e400", "NaN", "-place", "place,p", "place,,p", "-", "day", "complete", "", "'",
        "\\", "';DROP TABLE x",
        "{v0:String}", "\0", "\ud83d\ude00", "%FF", "[\"place_hours\",\"x\",\"y\"]", "WyJwbGFjZV9ob3VycyJd", "null",
        "79228162514264337593543950336",
        "1.00000000000000000000000000000000000001", "red",
    ];

    [TestMethod]
    public void Any_query_string_is_read_or_refused()
    {
        JobPlan[] plans = [JobPlan.Create(new PlaceHours()), JobPlan.Create(new AmountTotals()), JobPlan.Create(new TagTotals())];
        var seed = TestSeed.Take();
        var read = 0;
        Fuzz.Run(Parsed, round => Query(seed.Random(round)), bytes =>
        {
            var query = new QueryCollection(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes)));
            foreach (var plan in plans)
            {
                var request = RowsRequest.Parse(plan, query, out var problem);
                Assert.AreEqual(request is null, problem is not null);
                read += request is null ? 0 : 1;
            }
        });
        Assert.IsGreaterThan(100, read);
    }

    [TestMethod]
    public async Task Any_query_string_is_answered_or_refused_with_a_problem_that_says_nothing_of_the_server()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(50);
        await new Simulation(world, log, TestSeed.Of(1).Random()).FlushAsync(all: true);
        await using var api = await ApiHost.StartAsync(world);
        var seed = TestSeed.Take();
        Fuzz.Run(Asked, round => Query(seed.Random(round)), bytes =>
        {
            var (status, body) = api.GetAsync("/v1/jobs/place_hours/rows?" + Encoding.UTF8.GetString(bytes)).GetAwaiter().GetResult();
            Assert.Contains(status, Expected, body.ToString());
            Assert.DoesNotContain("SELECT ", body.ToString());
            Assert.DoesNotContain("Exception", body.ToString());
        });
    }

    private static byte[] Query(Random random)
    {
        var query = new StringBuilder();
        for (var i = random.Next(4); i >= 0; i--)
        {
            var name = Names[random.Next(Names.Length)];
            var value = Values[random.Next(Values.Length)];
            if (random.Next(4) == 0)
            {
                value = value.Insert(random.Next(value.Length + 1), ((char)random.Next(1, 0x250)).ToString());
            }

            query.Append(query.Length == 0 ? "" : "&").Append(random.Next(10) == 0 ? name : Uri.EscapeDataString(name)).Append('=')
                .Append(random.Next(10) == 0 ? value.Replace("\0", "", StringComparison.Ordinal) : Uri.EscapeDataString(value));
        }

        return Encoding.UTF8.GetBytes(query.ToString());
    }
}
