using System.Net;
using System.Text.Json;
using Unified.Errors;
using Unified.Logical;
using Unified.Serving.Api;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Api;

[TestClass]
public sealed class ApiLimitTests
{
    // Hours, if nothing stops it.
    private const string Endless = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)";

    [TestMethod]
    [DataRow(Endless, "too-long")]
    [DataRow("SELECT length(groupArray(number)) FROM numbers(100000000)", "too-large")]
    [DataRow("SELECT number FROM numbers(1000)", "too-large")]
    [DataRow("SELECT repeat('x', 999000 + number) FROM numbers(9)", "too-large")]
    public async Task A_query_that_costs_too_much_is_ended_and_the_limit_named(string query, string type)
    {
        using var world = await World.CreateAsync(new TagTotals());
        var limits = new ApiLimits { Time = TimeSpan.FromSeconds(1), Memory = 50 << 20, Rows = 10, Answer = 1 << 20 };
        using var database = new ClickHouseDatabase(limits.Of(world.Database.Options), TimeProvider.System);
        var error = await Assert.ThrowsAsync<UnifiedException>(
            () => database.QueryAsync(query, r => r.GetValue(0), CancellationToken.None));
        var problem = Problems.Limit(error, limits);
        Assert.IsNotNull(problem, error.Message);
        Assert.AreEqual("urn:unified:problem:" + type,
            ((Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult)problem).ProblemDetails.Type);
    }

    [TestMethod]
    public async Task Who_only_asks_can_change_nothing()
    {
        using var world = await World.CreateAsync(new TagTotals());
        using var database = new ClickHouseDatabase(new ApiLimits().Of(world.Database.Options), TimeProvider.System);
        var error = await Assert.ThrowsAsync<DataException>(() => database.ExecuteAsync($"DROP TABLE {world.Names.Stream}",
            CancellationToken.None));
        Assert.AreEqual(164, ClickHouseFaults.Code(error), error.Message);
        Assert.AreEqual(0, await world.CountAsync($"SELECT count() FROM {world.Names.Stream}"));
    }

    [TestMethod]
    public async Task A_query_that_nobody_waits_for_any_more_ends_on_the_server()
    {
        using var world = await World.CreateAsync(new TagTotals());
        using var database = new ClickHouseDatabase(new ApiLimits().Of(world.Database.Options), TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var query = Endless + " WHERE number != 4711";
        var asked = database.QueryAsync(query, r => r.GetValue(0), gone.Token);
        await UntilAsync(world, query, running: 1);
        await gone.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => asked);
        await UntilAsync(world, query, running: 0);
    }

    [TestMethod]
    public async Task Too_many_requests_at_once_are_told_to_come_again_and_the_process_is_alive_all_the_same()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var frontier = new GatedFrontier();
        await using var api = await ApiHost.StartAsync(world, frontier, limits: new ApiLimits { Concurrent = 1, Waiting = 0 });
        var first = api.GetAsync("/v1/jobs/tag_totals/rows");
        await frontier.Asked;
        using var second = await api.Client.GetAsync(new Uri("/v1/jobs/tag_totals/rows", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.AreEqual("1", second.Headers.RetryAfter!.ToString());
        using var problem = JsonDocument.Parse(await second.Content.ReadAsStringAsync());
        Assert.AreEqual("urn:unified:problem:busy", problem.RootElement.GetProperty("type").GetString());
        Assert.AreEqual(200, (await api.GetAsync("/health/live")).Status);
        frontier.Open();
        Assert.AreEqual(200, (await first).Status);
        Assert.AreEqual(200, (await api.GetAsync("/v1/jobs/tag_totals/rows")).Status);
    }

    [TestMethod]
    public async Task A_request_that_waits_for_something_else_than_ClickHouse_ends_in_time_too()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var limits = new ApiLimits { Time = TimeSpan.FromSeconds(1) };
        await using var api = await ApiHost.StartAsync(world, new GatedFrontier(), limits: limits);
        var (status, body) = await api.GetAsync("/v1/jobs/tag_totals/rows");
        Assert.AreEqual((503, "urn:unified:problem:too-long"), (status, body.GetProperty("type").GetString()));
    }

    [TestMethod]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var world = await World.CreateAsync(new TagTotals());
        await using var api = await ApiHost.StartAsync(world);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/jobs", UriKind.Relative))
        {
            Content = new ByteArrayContent(new byte[20_000]),
        };
        using var response = await api.Client.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [TestMethod]
    public async Task No_answer_says_where_ClickHouse_is_or_what_it_was_asked()
    {
        using var world = await World.CreateAsync(new TagTotals());
        await using var api = await ApiHost.StartAsync(world, connection: "Host=127.0.0.1;Port=1;Username=someone");
        foreach (var path in new[] { "/health/ready", "/health", "/v1/jobs/tag_totals", "/v1/jobs/tag_totals/rows",
            "/v1/jobs/tag_totals/manifests", "/v1/jobs/tag_totals/ledger", "/v1/quarantine" })
        {
            var (status, body) = await api.GetAsync(path);
            Assert.AreEqual(503, status, path);
            foreach (var secret in new[] { "127.0.0.1", "Port", "someone", "SELECT", "unified_", "refused" })
            {
                Assert.DoesNotContain(secret, body.ToString(), path);
            }
        }
    }

    private static async Task UntilAsync(World world, string query, int running)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await world.CountAsync($"SELECT count() FROM system.processes WHERE startsWith(query, '{query}')") == running)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"not {running} of {query} run");
    }

    /// <summary>A look at the log that takes as long as a test wants.</summary>
    private sealed class GatedFrontier : ISourceFrontier
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Open() => _open.SetResult();

        public async ValueTask<LogLook?> LogAsync(SourceSchema source, CancellationToken cancellation)
        {
            _asked.TrySetResult();
            await _open.Task.WaitAsync(cancellation);
            return null;
        }

        public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(SourceSchema source, CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyCollection<int>?>([]);
    }
}
