using System.Text.Json;
using Unified.Definition;
using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Api;

/// <summary>Rows page by page: none twice, none left out, whatever happens to the tables meanwhile.</summary>
[TestClass]
public sealed class PageTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("&order=-price")]
    [DataRow("&order=pieces,-time")]
    [DataRow("&order=-product")]
    [DataRow("&product=tea&product=&order=price,-pieces")]
    [DataRow("&null=price")]
    [DataRow("&from=2024-02-28&to=2024-02-29T06:00:00Z&order=-time")]
    public async Task The_pages_of_rows_of_events_are_the_whole_answer_in_its_order(string query)
    {
        using var world = await World.CreateAsync(new ShopEvents());
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(600);
        await simulation.FlushAsync(all: true);
        await simulation.PromoteAsync();
        await using var api = await ApiHost.StartAsync(world);
        var whole = await RowsAsync(api, "shop_events", "limit=10000" + query);
        Assert.IsGreaterThan(50, whole.Rows.Count);
        Assert.IsNull(whole.Next);
        foreach (var limit in new[] { TestRounds.Of(ci: 111, deep: 37), whole.Rows.Count - 1, whole.Rows.Count })
        {
            var pages = await PagesAsync(api, "shop_events", $"limit={limit}{query}");
            CollectionAssert.AreEqual(whole.Rows.ToArray(), pages.SelectMany(p => p).ToArray());
            Assert.HasCount((whole.Rows.Count + limit - 1) / limit, pages);
        }
    }

    [TestMethod]
    public async Task While_the_stream_adds_and_rows_change_their_layer_no_row_is_lost_or_comes_twice()
    {
        var random = TestSeed.Take().Random();
        using var world = await World.CreateAsync(new ShopEvents());
        var simulation = new ShopSimulation(world, random);
        simulation.Append(700);
        await simulation.FlushAsync(all: true);
        await using var api = await ApiHost.StartAsync(world);
        foreach (var order in new[] { "", "&order=-time", "&order=price" })
        {
            var before = (await RowsAsync(api, "shop_events", "limit=10000")).Rows.CountBy(r => r).ToDictionary();
            var pages = await PagesAsync(api, "shop_events", "limit=90" + order, async () =>
            {
                switch (random.Next(3))
                {
                    case 0:
                        simulation.Append(random.Next(40));
                        await simulation.FlushAsync();
                        break;
                    case 1:
                        await simulation.PromoteAsync();
                        break;
                    case 2 when (await simulation.ManifestAsync()) is { Seq: > 1 } current:
                        await new Rollback(world.Database).RollbackAsync(world.Plan, current.Seq - 1, "test", "test",
                            CancellationToken.None);
                        break;
                }
            });
            var after = (await RowsAsync(api, "shop_events", "limit=10000")).Rows.CountBy(r => r).ToDictionary();
            var read = pages.SelectMany(p => p).CountBy(r => r).ToDictionary();
            Assert.IsEmpty(before.Where(r => read.GetValueOrDefault(r.Key) < r.Value), "what was there at the beginning is there");
            Assert.IsEmpty(read.Where(r => after.GetValueOrDefault(r.Key) < r.Value), "nothing comes twice");
        }
    }

    [TestMethod]
    public async Task The_pages_of_groups_have_each_group_once_in_the_order_of_keys()
    {
        var random = TestSeed.Take().Random();
        using var world = await World.CreateAsync(new PlaceHours());
        var log = new ReadingLog(random);
        log.Append(500);
        var simulation = new Simulation(world, log, random);
        await simulation.FlushAsync(all: true);
        await using var api = await ApiHost.StartAsync(world);
        foreach (var order in new[] { "", "&order=-p,day", "&order=-day" })
        {
            var whole = await RowsAsync(api, "place_hours", "limit=10000" + order);
            var some = await PagesAsync(api, "place_hours", $"limit={TestRounds.Of(ci: 71, deep: 23)}{order}");
            CollectionAssert.AreEqual(whole.Rows.ToArray(), some.SelectMany(p => p).ToArray());
        }

        var pages = await PagesAsync(api, "place_hours", "limit=40", async () =>
        {
            log.Append(30);
            await simulation.FlushAsync(all: true);
            Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync())).Promoted);
        });
        var groups = pages.SelectMany(p => p).Select(r => JsonDocument.Parse(r).RootElement)
            .Select(r => (r.GetProperty("place").GetString(), r.GetProperty("p").GetString(), r.GetProperty("day").GetString())).ToArray();
        CollectionAssert.AllItemsAreUnique(groups);
    }

    /// <summary>The pages of a request, and what happens between two of them.</summary>
    internal static async Task<IReadOnlyList<IReadOnlyList<string>>> PagesAsync(ApiHost api, string job, string query,
        Func<Task>? between = null)
    {
        var pages = new List<IReadOnlyList<string>>();
        for (var next = ""; next is not null;)
        {
            var page = await RowsAsync(api, job, query + (next.Length == 0 ? "" : $"&after={next}"));
            pages.Add(page.Rows);
            next = page.Next;
            await (between?.Invoke() ?? Task.CompletedTask);
        }

        return pages;
    }

    internal static async Task<(IReadOnlyList<string> Rows, string? Next)> RowsAsync(ApiHost api, string job, string query)
    {
        var (status, body) = await api.GetAsync($"/v1/jobs/{job}/rows?{query}");
        Assert.AreEqual(200, status, body.ToString());
        return ([.. body.GetProperty("rows").EnumerateArray().Select(r => r.GetRawText())], body.GetProperty("next").GetString());
    }
}
