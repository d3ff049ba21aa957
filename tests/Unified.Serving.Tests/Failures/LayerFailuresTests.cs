using Unified.Serving.Failures;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Failures;

/// <summary>What has failed in one process is named by every other one, until somebody runs it again.</summary>
[TestClass]
public sealed class LayerFailuresTests
{
    private static readonly DateTimeOffset Since = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public async Task A_failure_is_named_until_it_is_cleared_and_keeps_its_beginning()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (reports, failures) = (new FailureReports(world.Database), new LayerFailures(world.Database));
        Assert.IsEmpty(await failures.OfAsync(world.Plan, CancellationToken.None));
        await reports.ClearAsync("stream", "tag_totals", world.Plan.Version, "host-2", CancellationToken.None);

        var failure = new LayerFailure("stream", "tag_totals", "it's gone: \\ \n and more", Since, "host-1");
        await reports.ReportAsync(failure, world.Plan.Version, CancellationToken.None);
        await reports.ReportAsync(failure with { Process = "host-2" }, world.Plan.Version, CancellationToken.None);
        Assert.AreEqual(failure with { Process = "host-2" }, (await failures.OfAsync(world.Plan, CancellationToken.None)).Single());
        await using var api = await ApiHost.StartAsync(world);
        var (status, job) = await api.GetAsync("/v1/jobs/tag_totals");
        Assert.AreEqual(200, status);
        Assert.AreEqual(failure.Error, job.GetProperty("failures")[0].GetProperty("error").GetString());

        await reports.ClearAsync("stream", "tag_totals", world.Plan.Version, "host-3", CancellationToken.None);
        Assert.IsEmpty(await failures.OfAsync(world.Plan, CancellationToken.None));
    }

    [TestMethod]
    public async Task A_job_has_the_failures_of_its_version_and_of_the_archives_that_it_reads()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (reports, failures) = (new FailureReports(world.Database), new LayerFailures(world.Database));
        foreach (var (layer, name, version) in new[]
        {
            ("stream", "tag_totals", "000000000000"), ("stream", "other", world.Plan.Version), ("archive", "readings", ""),
            ("archive", "others", ""), ("schedule", "schedule", ""),
        })
        {
            await reports.ReportAsync(new LayerFailure(layer, name, "error", Since, "host-1"), version, CancellationToken.None);
        }

        Assert.AreEqual("archive readings, schedule schedule",
            string.Join(", ", (await failures.OfAsync(world.Plan, CancellationToken.None)).Select(f => $"{f.Layer} {f.Name}")));
    }
}
