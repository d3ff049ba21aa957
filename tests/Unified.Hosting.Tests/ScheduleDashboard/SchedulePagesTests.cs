using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hangfire;
using Hangfire.States;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch.Scheduling;
using Unified.Hosting.Configuration;
using Unified.Hosting.ScheduleDashboard;

namespace Unified.Hosting.Tests.ScheduleDashboard;

/// <summary>Hangfire's dashboard shows nothing to who does not know the secret, and changes nothing unless a setting says so.</summary>
[TestClass]
public sealed class SchedulePagesTests
{
    private const string Secret = "correct horse: battery";

    private readonly ScheduleStorage _storage = ScheduleStorage.InMemory(TimeProvider.System);

    public TestContext TestContext { get; set; } = null!;

    [TestCleanup]
    public void Close() => _storage.Dispose();

    [TestMethod]
    [DataRow("/hangfire"), DataRow("/hangfire/jobs/enqueued"), DataRow("/hangfire/stats"), DataRow("/hangfire/css18250")]
    [DataRow("/hangfire/no")]
    public async Task Whoever_does_not_know_the_secret_is_told_nothing(string path)
    {
        await using var app = await StartAsync();
        var wrong = new AuthenticationHeaderValue?[]
        {
            null, Basic("any", "wrong"), Basic("any", ""), Basic(Secret, ""), Basic("any", Secret + "x"), Basic("any", Secret[..^1]),
            new("Bearer", "wrong"), new("Bearer"), new("Basic", "%%%"), new("Basic", "YQ=="), new("Digest", Secret),
        };
        foreach (var header in wrong)
        {
            using var response = await SendAsync(app, HttpMethod.Get, path, header);
            Assert.AreEqual(HttpStatusCode.Unauthorized, response.StatusCode, $"{header}");
            Assert.AreEqual("Basic", response.Headers.WwwAuthenticate.Single().Scheme);
            Assert.DoesNotContain(Secret, await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
        }
    }

    [TestMethod]
    public async Task Whoever_knows_it_sees_the_queue()
    {
        Enqueue();
        await using var app = await StartAsync();
        foreach (var name in new[] { "any", "" })
        {
            using var response = await SendAsync(app, HttpMethod.Get, "/hangfire/jobs/enqueued/default", Basic(name, Secret));
            Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("Check", await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
        }

        using var home = await SendAsync(app, HttpMethod.Get, "/hangfire", Basic("any", Secret));
        Assert.AreEqual(HttpStatusCode.OK, home.StatusCode);
        using var stats = await SendAsync(app, HttpMethod.Post, "/hangfire/stats", Basic("any", Secret),
            content: new FormUrlEncodedContent([KeyValuePair.Create("metrics[]", "enqueued:count-or-null")]));
        Assert.AreEqual(HttpStatusCode.OK, stats.StatusCode, "what its pages ask for every two seconds");
    }

    [TestMethod]
    public async Task A_token_is_as_good_as_a_password()
    {
        await using var app = await StartAsync(secret: "0123456789abcdef");
        using var response = await SendAsync(app, HttpMethod.Get, "/hangfire", new AuthenticationHeaderValue("Bearer", "0123456789abcdef"));
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [TestMethod]
    public async Task It_is_read_only_unless_a_setting_says_otherwise()
    {
        var job = Enqueue();
        await using (var app = await StartAsync())
        {
            using var refused = await DeleteAsync(app, job, null);
            Assert.AreEqual(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("Unified:Schedule:Dashboard:Writable=true",
                await refused.Content.ReadAsStringAsync(TestContext.CancellationToken));
            Assert.AreEqual(EnqueuedState.StateName, StateOf(job));
        }

        await using var writable = await StartAsync(isWritable: true);
        using var foreign = await DeleteAsync(writable, job, "https://elsewhere.example");
        Assert.AreEqual(HttpStatusCode.Forbidden, foreign.StatusCode, "a page elsewhere has sent it, with the password of the browser");
        Assert.AreEqual(EnqueuedState.StateName, StateOf(job));
        using var done = await DeleteAsync(writable, job, writable.Urls.First());
        Assert.AreEqual(HttpStatusCode.NoContent, done.StatusCode);
        Assert.AreEqual(DeletedState.StateName, StateOf(job));
    }

    [TestMethod]
    public async Task It_is_off_by_default()
    {
        await using var app = await StartAsync(isEnabled: false);
        using var response = await SendAsync(app, HttpMethod.Get, "/hangfire", Basic("any", Secret));
        Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode);
    }

    [TestMethod]
    public async Task A_process_without_a_queue_says_so()
    {
        await using var app = await StartAsync(isOpen: false);
        using var response = await SendAsync(app, HttpMethod.Get, "/hangfire", Basic("any", Secret));
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("has no queue open", await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    private string Enqueue() => new BackgroundJobClient(_storage.Jobs).Enqueue(() => CronText.Check());

    private string? StateOf(string job)
    {
        using var connection = _storage.Jobs.GetConnection();
        return connection.GetStateData(job)?.Name;
    }

    private async Task<WebApplication> StartAsync(
        string secret = Secret, bool isEnabled = true, bool isWritable = false, bool isOpen = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        new SchedulePages(new ScheduleDashboardSettings { Enabled = isEnabled, Secret = secret, Writable = isWritable },
            new OpenSchedule { Jobs = isOpen ? _storage.Jobs : null }, NullLogger<SchedulePages>.Instance).Map(app);
        await app.StartAsync(TestContext.CancellationToken);
        return app;
    }

    private async Task<HttpResponseMessage> DeleteAsync(WebApplication app, string job, string? origin) => await SendAsync(
        app, HttpMethod.Post, "/hangfire/jobs/enqueued/delete", Basic("any", Secret), origin,
        new FormUrlEncodedContent([KeyValuePair.Create("jobs[]", job)]));

    private async Task<HttpResponseMessage> SendAsync(WebApplication app, HttpMethod method, string path,
        AuthenticationHeaderValue? authorization, string? origin = null, HttpContent? content = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = authorization;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await client.SendAsync(request, TestContext.CancellationToken);
    }

    private static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
}
