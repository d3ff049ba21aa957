using Unified.Embedded;
using Unified.Embedded.ClickHouse.Native;
using Unified.TestKit;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.Demo;

/// <summary>A sample through both layers, as a newcomer runs it. What each sample answers is tested without servers.</summary>
[TestClass]
public sealed class SampleDemoTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "jobs.dll");

    [TestMethod]
    [Timeout(240_000, CooperativeCancellation = true)]
    public async Task A_sample_of_two_jobs_has_the_answers_that_are_expected_in_every_layer()
    {
        RequireLibrary();
        using var folder = new TempFolder();
        await using var demo = ChildProcess.StartDotnet(Program,
            ["demo", "--job", "click_sessions", "--root", folder["demo"], "--urls", "http://127.0.0.1:0"]);
        var code = await demo.WaitForExitAsync(TimeSpan.FromMinutes(3));
        var said = string.Join('\n', demo.Output);
        Assert.AreEqual(0, code, said);
        foreach (var line in new[] { "rows: 193", "equal to the expected files: 193", "drift: 0", "quarantined: 3", "ledger: balanced" })
        {
            CollectionAssert.Contains(demo.Output.ToList(), line, said);
        }

        Assert.Contains("item_sales, history, batch and stream: 12 rows equal to expected/item_sales.csv in all 5 columns", said);
        Assert.Contains("click_sessions: promoted (manifest 3)", said);
    }

    [TestMethod]
    public async Task Other_commands_have_the_samples_when_one_of_their_jobs_is_named()
    {
        await using var explain = ChildProcess.StartDotnet(Program, ["explain", "--job", "card_payments"]);
        Assert.AreEqual(0, await explain.WaitForExitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("sources  payments topic payments", string.Join('\n', explain.Output));
    }

    private static void RequireLibrary()
    {
        try
        {
            ChdbLibrary.Find(null);
        }
        catch (EmbeddedServerException missing)
        {
            Assert.Inconclusive(missing.Message);
        }
    }
}
