using static Unified.TestKit.Tests.Cookbook.RequestRecipes;

namespace Unified.TestKit.Tests.Cookbook;

[TestClass]
public sealed class RequestRecipeTests
{
    private static readonly DateTime Noon = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Day = Noon.Date;

    private static Request At(int seconds, string service = "web", int status = 200, double millis = 8, string? user = null,
        string url = "https://a.org/") => new(Noon.AddSeconds(seconds), service, url, status, millis, user);

    [TestMethod]
    public void Count_per_minute() => JobTest.For(PerMinute()).Given(At(1), At(59), At(60), At(3, "api"))
        .Then<ServiceMinute>(new("web", Noon, 2), new("web", Noon.AddMinutes(1), 1), new("api", Noon, 1)).CutInvariant(20);

    [TestMethod]
    public void Late_events_count() => JobTest.For(PerMinute()).Given(At(600)).Given(At(1)).Then<ServiceMinute>(
        new("web", Noon, 1), new("web", Noon.AddMinutes(10), 1)).CutInvariant(20);

    [TestMethod]
    public void Moving_windows() => JobTest.For(LastTenMinutes()).Given(At(0), At(60)).Then(
        Enumerable.Range(-9, 11).Select(m => new Moving("web", Noon.AddMinutes(m), m is -9 or 1 ? 1 : 2))).CutInvariant(20);

    [TestMethod]
    public void Percentiles_of_minute_and_day() => JobTest.For(Percentiles()).Given(At(0, millis: 0), At(1, millis: 0), At(60, millis: 64))
        .Then<Latency>(new("web", Noon, TimeSpan.FromMinutes(1), 0, 0),
            new("web", Noon.AddMinutes(1), TimeSpan.FromMinutes(1), 64.25, 64.25), new("web", Day, TimeSpan.FromDays(1), 0, 64.25))
        .CutInvariant(20);

    [TestMethod]
    public void Histogram_counts() => JobTest.For(Histogram()).Given(At(0, millis: 9.9), At(1, millis: 10), At(2, millis: 1e9))
        .Then<LatencyHistogram>(new LatencyHistogram("web", [1, 1, 0, 1])).CutInvariant(20);

    [TestMethod]
    public void Rate_a_second() => JobTest.For(PerSecond()).Given(Enumerable.Range(0, 30).Select(s => At(s)))
        .Then<ServiceRate>(new ServiceRate("web", Noon, 0.5)).CutInvariant(20);

    [TestMethod]
    public void Rate_of_errors() => JobTest.For(ErrorShares()).Given(At(0), At(1, status: 503), At(2), At(3))
        .Then<ErrorRate>(new ErrorRate("web", Noon, 1, 0.25)).CutInvariant(20);

    [TestMethod]
    public void Having_hides_groups() => JobTest.For(Incidents())
        .Given(At(0), At(1, status: 500), At(2), At(60, status: 500), At(3, "api"), At(4, "api"), At(5, "api"))
        .Then<ErrorRate>(new ErrorRate("web", Noon, 1, 1 / 3.0)).CutInvariant(20);

    [TestMethod]
    public void Distinct_users_of_a_day() => JobTest.For(DistinctUsers()).Given(At(0, user: "a"), At(1, user: "b"), At(2, user: "a"), At(3))
        .Then<Visitors>(new Visitors(Day, 2, 2)).CutInvariant(20);

    [TestMethod]
    public void Texts_are_joined_by_time() => JobTest.For(Trails()).Given(At(9, user: "c"), At(1, user: "a"), At(2), At(3, user: "b"))
        .Given(At(0, "api")).Then<Trail>(new("web", "a > b > c"), new("api", null)).CutInvariant(20);

    [TestMethod]
    public void Filtered_events_are_in_no_row() => JobTest.For(WithoutProbes()).Given(At(0), At(1, user: "probe"), At(2, millis: -1))
        .Then<ServiceMinute>(new ServiceMinute("web", Noon, 1)).CutInvariant(20);

    [TestMethod]
    public void Records_that_are_bad_are_quarantined() => JobTest.For(PerMinute())
        .GivenJson(Requests,
            """{"At":"2026-03-02T12:00:01Z","Service":"web","Url":"https://a.org/","Status":200,"Millis":8}""",
            """{"At":"2026-03-02T12:00:02Z","Service":"web","Url":"https://a.org/","Status":"OK","Millis":8}""",
            """{"At":"2026-03-02T12:00:03Z"}""", null)
        .Then<ServiceMinute>(new ServiceMinute("web", Noon, 1)).ThenQuarantined("Status", "Service", "null").CutInvariant(20);

    [TestMethod]
    public void Nulls_are_skipped() => JobTest.For(Known()).Given(At(0, user: "ab"), At(1), At(2, user: "abc")).Given(At(3, "api"))
        .Then<KnownUsers>(new("web", 2, "ab", 3), new("api", 0, null, 0)).CutInvariant(20);

    [TestMethod]
    public void Hosts_of_urls() => JobTest.For(Hosts()).Given(At(0, url: "https://A.org:8080/x?utm_campaign=mail"), At(1, url: "nothing"))
        .Then<HostCount>(new("a.org", "mail", 1), new(null, null, 1)).CutInvariant(20);

    [TestMethod]
    public void Buckets_of_a_switch() => JobTest.For(Outcomes()).Given(At(0), At(1, status: 500, millis: 9999), At(2, millis: 2000), At(3))
        .Then<OutcomeCount>(new(Outcome.Good, 2), new(Outcome.Failed, 1), new(Outcome.Slow, 1)).CutInvariant(20);

    [TestMethod]
    public void Sessions_end_with_a_gap() => JobTest.For(Sessions())
        .Given(At(0, user: "a"), At(3000, user: "a"), At(1500, user: "a"), At(3000 + 1800, user: "a"), At(7, user: "b"), At(8))
        .Then<Session>(new("a", Noon, Noon.AddSeconds(3000), 3), new("a", Noon.AddSeconds(4800), Noon.AddSeconds(4800), 1),
            new("b", Noon.AddSeconds(7), Noon.AddSeconds(7), 1)).CutInvariant(20);

    [TestMethod]
    public void Top_rows_of_each_minute() => JobTest.For(Busiest())
        .Given(At(0, "a"), At(1, "b"), At(2, "b"), At(3, "c"), At(4, "c"), At(60, "a"))
        .Then<ServiceMinute>(new("b", Noon, 2), new("c", Noon, 2), new("a", Noon.AddMinutes(1), 1)).CutInvariant(20);

    [TestMethod]
    public void Totals_of_totals() => JobTest.For(Peaks()).Given(At(0), At(1), At(2), At(60), At(0, "api"))
        .Then<ServicePeak>(new("web", 2, 2, 3), new("api", 1, 1, 1)).CutInvariant(20);

    [TestMethod]
    public void A_row_an_event() => JobTest.For(Slow()).Given(At(0, millis: 5000), At(1, millis: 4999), At(0, millis: 5000))
        .Then<SlowRequest>(new(Noon, "web", 5), new(Noon, "web", 5)).CutInvariant(20);

    [TestMethod]
    public void Most_frequent_values() => JobTest.For(MostFrequent())
        .Given(At(0, url: "b"), At(1, url: "a"), At(2, url: "c"), At(3, url: "c"), At(4, url: "d"))
        .Then<FrequentUrls>(new FrequentUrls("web", ["c", "a", "b"])).CutInvariant(20);
}
