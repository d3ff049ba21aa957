using System.Globalization;
using System.Text.Json;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Rows;
using Unified.TestKit;

namespace Unified.Serving.Tests.Api;

[TestClass]
public sealed class RowsEndpointTests
{
    private static readonly DateTime Start = new(2024, 2, 27, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public async Task An_answer_says_of_what_it_is_and_its_rows_equal_the_events()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = await StreamedAsync(world);
        await using var api = await ApiHost.StartAsync(world);
        var (status, body) = await api.GetAsync("/v1/jobs/place_hours/rows?limit=10000");
        Assert.AreEqual(200, status, body.ToString());
        Assert.AreEqual("place_hours", body.GetProperty("job").GetString());
        Assert.AreEqual(world.Plan.Version, body.GetProperty("definitionVersion").GetString());
        Assert.AreEqual(0, body.GetProperty("manifest").GetProperty("seq").GetInt64());
        Assert.AreEqual(log.Next(1), body.GetProperty("frontier").GetProperty("readings/1").GetInt64());
        Assert.IsTrue(body.GetProperty("complete").GetBoolean());
        CollectionAssert.AreEqual(Expected.PlaceHours(log.Events).ToArray(), Lines(body).Order(StringComparer.Ordinal).ToArray());
        StringAssert.Matches(body.GetProperty("rows")[0].GetProperty("day").GetString(),
            new System.Text.RegularExpressions.Regex(@"^\d{4}-\d\d-\d\dT\d\d:00:00Z$"));
    }

    [TestMethod]
    public async Task Filters_ranges_order_and_limit_select_what_LINQ_selects()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = await StreamedAsync(world);
        await using var api = await ApiHost.StartAsync(world);
        await SameAsync(api, "place=ATL&place=ORD&limit=10000", log.Events.Where(r => r.Place is "ATL" or "ORD"));
        await SameAsync(api, "place=" + Uri.EscapeDataString("O'Hare") + "&p=red&limit=10000",
            log.Events.Where(r => r is { Place: "O'Hare", Tag: "red" }));
        await SameAsync(api, "p=&null=p&limit=10000", log.Events.Where(r => string.IsNullOrEmpty(r.Tag)));
        await SameAsync(api, "from=2024-02-28&to=2024-02-29T06:00:00Z&limit=10000",
            log.Events.Where(r => r.At >= Start.AddDays(1) && r.At < Start.AddDays(2).AddHours(6)));
        await SameAsync(api, "key.day=2024-02-28&limit=10000",
            log.Events.Where(r => r.At >= Start.AddDays(1) && r.At < Start.AddDays(1).AddHours(6)));

        var (_, body) = await api.GetAsync("/v1/jobs/place_hours/rows?order=-total,place&limit=7");
        var totals = body.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("total").GetInt64()).ToArray();
        var all = (await world.AnswerAsync()).Select(line => long.Parse(line.Split('|')[4], CultureInfo.InvariantCulture)).OrderDescending()
            .Take(7).ToArray();
        CollectionAssert.AreEqual(all, totals);
        Assert.IsTrue(body.GetProperty("more").GetBoolean(), "a cut answer says so");
        var (_, whole) = await api.GetAsync("/v1/jobs/place_hours/rows?limit=10000");
        Assert.IsFalse(whole.GetProperty("more").GetBoolean());
        var (_, exact) = await api.GetAsync($"/v1/jobs/place_hours/rows?limit={whole.GetProperty("rows").GetArrayLength()}");
        Assert.IsFalse(exact.GetProperty("more").GetBoolean(), "a limit that is just reached cuts nothing");
        var (_, amounts) = await api.GetAsync("/v1/jobs/place_hours/rows?order=amount&limit=5");
        var numbers = amounts.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("amount").GetDecimal()).ToArray();
        CollectionAssert.AreEqual(numbers.Order().ToArray(), numbers, "Decimals order by value, not by text.");
    }

    [TestMethod]
    public async Task Whatever_a_value_says_it_is_a_value_and_never_SQL()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var random = TestSeed.Take().Random();
        string[] hostile = ["' OR 1=1 --", "\\' OR 1=1 --", "'); DROP TABLE x; --", "{v0:String}", "a\tb\nc\rd", "\0", "\\", "\\\\'", "`",
            "\"", "Zürich\u2028", "%27", "\\N", "😀"];
        var readings = hostile.SelectMany((h, i) => Enumerable.Range(0, i + 1)
            .Select(_ => new Reading(Start, h, "x" + h, random.Next(14, 99), null, 1m, 1))).ToArray();
        var fold = ReadingLog.Run(world.Program, readings);
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(Readings.P(0), 0), 16, fold.Counts), fold.Rows(false))], CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);
        foreach (var (text, count) in hostile.Select((h, i) => (h, i + 1)))
        {
            var (status, body) =
                await api.GetAsync($"/v1/jobs/place_hours/rows?place={Uri.EscapeDataString(text)}&p={Uri.EscapeDataString("x" + text)}");
            Assert.AreEqual(200, status, text + ": " + body);
            var row = body.GetProperty("rows").EnumerateArray().Single();
            Assert.AreEqual(text, row.GetProperty("place").GetString());
            Assert.AreEqual(count, row.GetProperty("epoch").GetInt64());
        }

        foreach (var name in new[] { "place`; DROP", "1=1 OR place", "epoch__n", "_p" })
        {
            Assert.AreEqual(400, (await api.GetAsync($"/v1/jobs/place_hours/rows?{Uri.EscapeDataString(name)}=1")).Status);
            Assert.AreEqual(400, (await api.GetAsync($"/v1/jobs/place_hours/rows?order={Uri.EscapeDataString(name)}")).Status);
        }
    }

    [TestMethod]
    [DataRow("/v1/jobs/nothing", 404, "unknown-job", "place_hours")]
    [DataRow("/v1/jobs/nothing/rows", 404, "unknown-job", "place_hours")]
    [DataRow("/v1/jobs/place_hours/rows?nowhere=1", 400, "unknown-column", "'nowhere'")]
    [DataRow("/v1/jobs/place_hours/rows?total=1", 400, "unknown-column", "'total'")]
    [DataRow("/v1/jobs/place_hours/rows?order=-nowhere", 400, "unknown-column", "'nowhere'")]
    [DataRow("/v1/jobs/place_hours/rows?key.day=yesterday", 400, "bad-value", "'yesterday'")]
    [DataRow("/v1/jobs/place_hours/rows?from=1%27", 400, "bad-value", "'1''")]
    [DataRow("/v1/jobs/place_hours/rows?limit=10001", 400, "bad-value", "'10001'")]
    [DataRow("/v1/jobs/place_hours/rows?limit=0", 400, "bad-value", "'0'")]
    [DataRow("/v1/jobs/place_hours/rows?require=all", 400, "bad-value", "'all'")]
    [DataRow("/v1/jobs?job=place_hours", 400, "unknown-parameter", "'job'")]
    [DataRow("/v1/jobs/place_hours?place=ATL", 400, "unknown-parameter", "'place'")]
    [DataRow("/v1/jobs/place_hours/manifests?limit=1", 400, "unknown-parameter", "'limit'")]
    [DataRow("/v1/jobs/place_hours/ledger?layer=batch", 400, "unknown-parameter", "'layer'")]
    [DataRow("/v1/quarantine?topic=readings", 400, "unknown-parameter", "'topic'")]
    public async Task A_wrong_request_is_a_problem_that_names_what_is_wrong(string path, int status, string type, string names)
    {
        using var world = await World.CreateAsync(new PlaceHours());
        await using var api = await ApiHost.StartAsync(world);
        var (actual, body) = await api.GetAsync(path);
        Assert.AreEqual(status, actual, body.ToString());
        Assert.AreEqual("urn:unified:problem:" + type, body.GetProperty("type").GetString());
        StringAssert.Contains(body.GetProperty("detail").GetString(), names);
    }

    [TestMethod]
    public async Task A_sum_that_does_not_fit_names_job_key_and_column()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var readings = new[] { ("red", long.MaxValue), ("red", 1L),
            ("blue", long.MaxValue) }.Select(x => new Reading(Start, "ATL", x.Item1, 1, null, 1m, x.Item2)).ToArray();
        var fold = ReadingLog.Run(world.Program, readings);
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(Readings.P(0), 0), 16, fold.Counts), fold.Rows(false))], CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);
        var (status, body) = await api.GetAsync("/v1/jobs/tag_totals/rows");
        Assert.AreEqual(422, status, body.ToString());
        Assert.AreEqual("urn:unified:problem:overflow", body.GetProperty("type").GetString());
        StringAssert.Contains(body.GetProperty("detail").GetString(),
            "Job 'tag_totals': column 'big' of group {tag=red} left the range of int64");
        var (fine, blue) = await api.GetAsync("/v1/jobs/tag_totals/rows?tag=blue");
        Assert.AreEqual(200, fine);
        Assert.AreEqual(long.MaxValue, blue.GetProperty("rows")[0].GetProperty("big").GetInt64());
    }

    [TestMethod]
    public async Task A_hole_in_the_log_makes_the_answer_incomplete_and_refuses_who_requires_it_whole()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(300);
        await world.Tables.UpsertAsync(world.Plan,
            [log.Rows(world.Program, new EpochId(Readings.P(1), 0)), log.Rows(world.Program, new EpochId(Readings.P(1), 1), 20),
                log.Rows(world.Program, new EpochId(Readings.P(1), 2))], CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);
        var (_, body) = await api.GetAsync("/v1/jobs/place_hours/rows?limit=1");
        Assert.IsFalse(body.GetProperty("complete").GetBoolean());
        Assert.AreEqual(20, body.GetProperty("frontier").GetProperty("readings/1").GetInt64());
        StringAssert.Contains(body.GetProperty("reasons")[0].GetString(),
            "readings partition 1: offsets 20 to 32 have not been read, later ones have");
        var (status, refused) = await api.GetAsync("/v1/jobs/place_hours/rows?require=complete");
        Assert.AreEqual(409, status);
        Assert.AreEqual("urn:unified:problem:incomplete", refused.GetProperty("type").GetString());
    }

    private static async Task SameAsync(ApiHost api, string query, IEnumerable<Reading> events)
    {
        var (status, body) = await api.GetAsync("/v1/jobs/place_hours/rows?" + query);
        Assert.AreEqual(200, status, body.ToString());
        CollectionAssert.AreEqual(Expected.PlaceHours(events).ToArray(), Lines(body).Order(StringComparer.Ordinal).ToArray(), query);
    }

    private static IEnumerable<string> Lines(JsonElement body) => body.GetProperty("rows").EnumerateArray().Select(r => Expected.Line(
        r.GetProperty("place").GetString(), r.GetProperty("p").GetString(),
            Unified.Time.Timestamps.FromDateTime(r.GetProperty("day").GetDateTime().ToUniversalTime()),
        r.GetProperty("epoch").GetInt64(), r.GetProperty("total").GetInt64(), r.GetProperty("mean").GetDouble(), Number(r, "lowest"),
            Number(r, "highest"),
        Number(r, "extra_sum"), r.GetProperty("extra_mean") is { ValueKind: JsonValueKind.Number } mean ? mean.GetDouble() : null,
        r.GetProperty("amount").GetDecimal(), r.GetProperty("mean_amount").GetDecimal(), r.GetProperty("p90").GetDouble()));

    private static object? Number(JsonElement row, string name) =>
        row.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    private static async Task<ReadingLog> StreamedAsync(World world)
    {
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(600);
        await ViewTests.StreamAsync(world, log);
        return log;
    }
}
