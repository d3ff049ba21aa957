using System.Globalization;
using Unified.Demo.Data;
using Unified.Embedded;
using Unified.Embedded.ClickHouse.Native;
using Unified.TestKit;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.Demo;

/// <summary>What a newcomer runs first, in its small form and as a process of its own.</summary>
[TestClass]
public sealed class SmallDemoTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "jobs.dll");

    [TestMethod]
    [Timeout(420_000, CooperativeCancellation = true)]
    public async Task The_demo_keeps_its_promises_and_says_so_in_lines_for_scripts()
    {
        RequirePackages();
        using var folder = new TempFolder();
        await using var demo = ChildProcess.StartDotnet(Program,
            ["demo", "--small", "--root", folder["demo"], "--urls", "http://127.0.0.1:0"]);
        var code = await demo.WaitForExitAsync(TimeSpan.FromMinutes(6));
        var said = string.Join('\n', demo.Output);
        Assert.AreEqual(0, code, said);

        var rows = long.Parse(Value(demo, "rows"), CultureInfo.InvariantCulture);
        Assert.IsGreaterThan(0, rows);
        Assert.AreEqual(rows, long.Parse(Value(demo, "equal to an independent engine"), CultureInfo.InvariantCulture));
        Assert.AreEqual("0", Value(demo, "drift"));
        Assert.AreEqual("36", Value(demo, "quarantined"));
        Assert.AreEqual("balanced", Value(demo, "ledger"));

        var refusal = demo.Output.Single(line => line.Contains("job airport_delays: key ", StringComparison.Ordinal));
        StringAssert.Matches(refusal, new System.Text.RegularExpressions.Regex(
            "key origin=[A-Z]{3}, window day=2001-04-[0-9]{2}, flights partition [0-9]+ epoch [0-9]+: column flights__n is [0-9]+ in "
                + "the stream and [0-9]+ in the batch"));
        Assert.Contains("kill -9 of the stream", said);
        Assert.Contains("the promotion is REFUSED", said);
    }

    [TestMethod]
    public async Task The_demo_does_not_empty_a_folder_that_is_not_its_own()
    {
        RequirePackages();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["thesis.txt"], "years of work");
        await using var demo = ChildProcess.StartDotnet(Program,
            ["demo", "--small", "--root", folder.Path, "--urls", "http://127.0.0.1:0"]);
        Assert.AreEqual(2, await demo.WaitForExitAsync(TimeSpan.FromMinutes(3)));
        Assert.Contains("thesis.txt", string.Join('\n', demo.Output));
        Assert.IsTrue(File.Exists(folder["thesis.txt"]));
    }

    private static string Value(ChildProcess demo, string name) =>
        demo.Output.Single(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];

    private static void RequirePackages()
    {
        try
        {
            ChdbLibrary.Find(null);
            FlightDataset.Find(AppContext.BaseDirectory);
        }
        catch (Exception missing) when (missing is EmbeddedServerException or FileNotFoundException)
        {
            Assert.Inconclusive(missing.Message);
        }
    }
}
