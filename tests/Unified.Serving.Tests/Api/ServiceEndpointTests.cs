using System.Text;
using Unified.Contracts;
using Unified.Serving.Api;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Proof;

namespace Unified.Serving.Tests.Api;

[TestClass]
public sealed class ServiceEndpointTests
{
    [TestMethod]
    public async Task Jobs_manifests_ledgers_and_the_quarantine_can_be_asked_for()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var (simulation, generation) = await ProofTests.StagedAsync(world);
        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        QuarantinedRecord record = new(Readings.P(2), 17, "", "field 'value' is not a number", Encoding.UTF8.GetBytes("{\"bad\0\u00ff"));
        await world.Tables.QuarantineAsync([record, record with { Offset = 18 }], CancellationToken.None);
        await world.Tables.QuarantineAsync([record], CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);

        Assert.AreEqual("place_hours", (await api.GetAsync("/v1/jobs")).Body[0].GetProperty("job").GetString());
        var (_, job) = await api.GetAsync("/v1/jobs/place_hours");
        Assert.AreEqual(world.Plan.Version, job.GetProperty("publicVersion").GetString());
        Assert.AreEqual(1, job.GetProperty("manifest").GetProperty("seq").GetInt64());
        Assert.IsTrue(job.GetProperty("complete").GetBoolean(), job.ToString());
        Assert.AreEqual("window", job.GetProperty("info").GetProperty("columns")[2].GetProperty("role").GetString());
        var (_, manifests) = await api.GetAsync("/v1/jobs/place_hours/manifests");
        Assert.AreEqual("test", manifests[0].GetProperty("why").GetString());
        var (_, ledger) = await api.GetAsync("/v1/jobs/place_hours/ledger");
        Assert.AreEqual(simulation.Log.Events.Count(), ledger.EnumerateArray().Where(l => l.GetProperty("layer").GetString() == "stream")
            .Sum(l => l.GetProperty("read").GetInt32()));
        Assert.IsTrue(ledger.EnumerateArray().All(l => l.GetProperty("balanced").GetBoolean()));
        var (_, quarantine) = await api.GetAsync("/v1/quarantine");
        Assert.AreEqual(2, quarantine.GetProperty("total").GetInt64());
        Assert.AreEqual(record.Raw.Length, await world.CountAsync(
            $"SELECT length(raw) FROM {world.Database.Table("unified_quarantine")} FINAL WHERE offset = 17"));
    }

    [TestMethod]
    public async Task Health_names_what_does_not_run_and_a_job_without_tables_is_not_yet_served()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var failed = new LayerReport("stream", "other", "failed", DateTimeOffset.UnixEpoch, "the topic was deleted", 3, null);
        var health = new Health(new ProcessReport("degraded", null, [failed]));
        await using var api = await ApiHost.StartAsync(world, health: health);
        var (status, body) = await api.GetAsync("/health");
        Assert.AreEqual(503, status);
        Assert.AreEqual("the topic was deleted", body.GetProperty("layers")[0].GetProperty("error").GetString());
        Assert.AreEqual(200, (await api.GetAsync("/health/live")).Status);
        foreach (var path in new[] { "", "/rows", "/ledger", "/manifests" })
        {
            (status, body) = await api.GetAsync("/v1/jobs/tag_totals" + path);
            Assert.AreEqual(503, status, path);
            Assert.Contains("are not there yet", body.GetProperty("detail").GetString()!);
        }

        Assert.AreEqual(404, (await api.GetAsync("/v1/jobs/nope/rows")).Status);
        (health.Current, health.Served) = (new ProcessReport("ok", null, []), true);
        Assert.AreEqual(200, (await api.GetAsync("/health")).Status);
        Assert.AreEqual(200, (await api.GetAsync("/v1/jobs/tag_totals/rows")).Status);
    }

    [TestMethod]
    public async Task A_ClickHouse_that_does_not_answer_is_503_and_tells_no_address_and_no_statement()
    {
        using var world = await World.CreateAsync(new TagTotals());
        await using var api = await ApiHost.StartAsync(world, connection: "Host=127.0.0.1;Port=1");
        foreach (var path in new[] { "/health/ready", "/v1/jobs/tag_totals/rows", "/v1/quarantine", "/health" })
        {
            var (status, body) = await api.GetAsync(path);
            Assert.AreEqual(503, status, path);
            Assert.DoesNotContain("127.0.0.1", body.ToString());
            Assert.DoesNotContain("SELECT", body.ToString());
        }

        Assert.AreEqual(200, (await api.GetAsync("/health/live")).Status);
        Assert.AreEqual(200, (await api.GetAsync("/v1/jobs")).Status);
    }

    [TestMethod]
    public async Task Health_the_OpenAPI_document_and_the_dashboard_answer()
    {
        using var world = await World.CreateAsync(new TagTotals());
        await using var api = await ApiHost.StartAsync(world);
        Assert.AreEqual(200, (await api.GetAsync("/health/live")).Status);
        Assert.AreEqual(200, (await api.GetAsync("/health/ready")).Status);
        var (status, document) = await api.GetAsync("/openapi/v1.json");
        Assert.AreEqual(200, status);
        var rows = document.GetProperty("paths").GetProperty("/v1/jobs/{job}/rows").GetProperty("get");
        CollectionAssert.IsSubsetOf(new[] { "from", "to", "limit", "order", "require" },
            rows.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ToArray());
        Assert.IsTrue(rows.GetProperty("responses").TryGetProperty("409", out _));
        using var page = await api.Client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.AreEqual("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.DoesNotContain("http://", await page.Content.ReadAsStringAsync());
    }

    private sealed class Health(ProcessReport report) : IProcessHealth
    {
        public ProcessReport Current { get; set; } = report;

        public bool Served { get; set; }

        public ProcessReport Report() => Current;

        public bool IsServed(string job) => Served;
    }
}
