using System.Globalization;
using System.Text.Json;
using Unified.Definition;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Rows;
using Unified.TestKit;
using Unified.Time;

namespace Unified.Serving.Tests.Api;

/// <summary>Rows of windows that are merged from panes: ranges, filters and pages are those of the windows, not of the panes.</summary>
[TestClass]
public sealed class PaneWindowApiTests
{
    [TestMethod]
    [DataRow(typeof(PlaceSlides))]
    [DataRow(typeof(PlaceSpans))]
    [DataRow(typeof(PlaceSessions))]
    [DataRow(typeof(BestSlides))]
    public async Task A_range_has_whole_windows_that_begin_in_it(Type job)
    {
        using var world = await World.CreateAsync((Job)Activator.CreateInstance(job)!);
        var (all, api) = await StreamedAsync(world);
        await using var host = api;
        foreach (var (from, to) in new[]
        {
            ("2024-02-28T03:17:00Z", "2024-02-29T05:00:00Z"), ("1969-12-31T12:00:00Z", "1970-01-01T00:07:00Z"),
            ("1890-01-01", "2024-02-27"), ("2024-03-01", "2290-01-01"), ("2024-02-28", "9999-12-31"),
        })
        {
            var (first, end) = (Micros(from), Micros(to));
            var expected = all.Where(r => Micros(r.GetProperty("start").GetString()!) is var start && start >= first && start < end);
            CollectionAssert.AreEqual(Texts(expected), Texts(await RowsAsync(api, world, $"from={from}&to={to}&limit=10000")), from);
        }

        if (job != typeof(BestSlides))
        {
            Assert.IsNotEmpty(await RowsAsync(api, world, "from=2024-02-28T03:17:00Z&to=2024-02-29T05:00:00Z"));
        }

        var one = all[all.Count / 2].GetProperty("start").GetString()!;
        CollectionAssert.AreEqual(Texts(all.Where(r => r.GetProperty("start").GetString() == one)),
            Texts(await RowsAsync(api, world, $"start={one}&limit=10000")));
    }

    [TestMethod]
    [DataRow(typeof(PlaceSlides), "")]
    [DataRow(typeof(PlaceSpans), "&order=-length,start")]
    [DataRow(typeof(PlaceSpans), "&order=-start")]
    [DataRow(typeof(PlaceSessions), "&place=ATL&place=ORD")]
    public async Task The_pages_of_windows_have_each_window_once(Type job, string query)
    {
        using var world = await World.CreateAsync((Job)Activator.CreateInstance(job)!);
        var (_, api) = await StreamedAsync(world);
        await using var host = api;
        var whole = await RowsAsync(api, world, "limit=10000" + query);
        Assert.IsGreaterThan(40, whole.Count);
        var limit = TestRounds.Of(ci: 161, deep: 61);
        var pages = new List<JsonElement>();
        string? next = null;
        do
        {
            var after = next is null ? "" : "&after=" + next;
            var (status, body) = await api.GetAsync($"/v1/jobs/{world.Plan.Job}/rows?limit={limit}{query}{after}");
            Assert.AreEqual(200, status, body.ToString());
            pages.AddRange(body.GetProperty("rows").EnumerateArray());
            next = body.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }
        while (next is not null);
        CollectionAssert.AreEqual(whole.Select(r => r.GetRawText()).ToArray(), pages.Select(r => r.GetRawText()).ToArray());
    }

    [TestMethod]
    public async Task Windows_of_several_lengths_are_chosen_by_length()
    {
        using var world = await World.CreateAsync(new PlaceSpans());
        var (all, api) = await StreamedAsync(world);
        await using var host = api;
        var days = all.Where(r => r.GetProperty("length").GetRawText() == "\"1.00:00:00\"").ToList();
        Assert.IsNotEmpty(days);
        CollectionAssert.AreEqual(Texts(days), Texts(await RowsAsync(api, world, "length=1.00:00:00&limit=10000")));
        Assert.IsEmpty(await RowsAsync(api, world, "length=00:15:00"), "a pane is no window");
        var (status, body) = await api.GetAsync($"/v1/jobs/{world.Plan.Job}/rows?length=day");
        Assert.AreEqual(400, status, body.ToString());
    }

    private static async Task<(IReadOnlyList<JsonElement> All, ApiHost Api)> StreamedAsync(World world)
    {
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(400);
        await ViewTests.StreamAsync(world, log);
        var api = await ApiHost.StartAsync(world);
        return (await RowsAsync(api, world, "limit=10000"), api);
    }

    private static async Task<IReadOnlyList<JsonElement>> RowsAsync(ApiHost api, World world, string query)
    {
        var (status, body) = await api.GetAsync($"/v1/jobs/{world.Plan.Job}/rows?{query}");
        Assert.AreEqual(200, status, body.ToString());
        return [.. body.GetProperty("rows").EnumerateArray()];
    }

    private static string[] Texts(IEnumerable<JsonElement> rows) => [.. rows.Select(r => r.GetRawText()).Order(StringComparer.Ordinal)];

    private static long Micros(string time) => Timestamps.FromDateTime(
        DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));
}
