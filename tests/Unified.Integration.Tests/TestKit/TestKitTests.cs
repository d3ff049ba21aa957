using Unified.TestKit;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.TestKit;

[TestClass]
public sealed class TestKitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestMethod]
    public void A_wanted_seed_gives_the_same_sequence_and_is_printed()
    {
        using var output = new StringWriter();
        var seed = TestSeed.Take("137", output);
        Assert.AreEqual(new Random(137).Next(), seed.Random().Next());
        StringAssert.Contains(output.ToString(), "UNIFIED_SEED=137");
    }

    [TestMethod]
    public void A_seed_that_is_no_number_is_refused_by_name()
    {
        var error = Assert.ThrowsExactly<FormatException>(() => TestSeed.Take("many", TextWriter.Null));
        StringAssert.Contains(error.Message, "'many'");
    }

    [TestMethod]
    public void A_temporary_folder_goes_with_its_content()
    {
        var folder = new TempFolder();
        File.WriteAllText(folder["file"], "content");
        folder.Dispose();
        Assert.IsFalse(Directory.Exists(folder.Path));
    }

    [TestMethod]
    public async Task A_child_process_tells_its_lines_and_its_exit_code()
    {
        await using var child = ChildProcess.Start("/bin/sh", ["-c", "echo $GREETING; echo trouble >&2; exit 7"], new Dictionary<string,
            string?>
        { ["GREETING"] = "hello" });
        Assert.AreEqual("hello", await child.WaitForLineAsync(line => line.StartsWith("he", StringComparison.Ordinal), Patience));
        Assert.AreEqual(7, await child.WaitForExitAsync(Patience));
        CollectionAssert.AreEquivalent(new[] { "hello", "trouble" }, child.Output.ToList());
    }

    [TestMethod]
    public async Task A_child_process_that_traps_SIGTERM_ends_in_its_own_way()
    {
        await using var child = ChildProcess.Start("/bin/sh",
            ["-c", "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done"]);
        await child.WaitForLineAsync(line => line == "ready", Patience);
        child.Terminate();
        Assert.AreEqual(3, await child.WaitForExitAsync(Patience));
        Assert.AreEqual("bye", child.Output[^1]);
    }

    [TestMethod]
    public async Task A_killed_child_process_has_no_last_word()
    {
        await using var child = ChildProcess.Start("/bin/sh",
            ["-c", "trap 'echo bye' TERM EXIT; echo ready; while :; do sleep 0.05; done"]);
        await child.WaitForLineAsync(line => line == "ready", Patience);
        Assert.AreEqual(128 + 9, await child.KillAsync());
        Assert.AreEqual("ready", child.Output[^1]);
    }

    [TestMethod]
    public async Task Waiting_for_a_line_that_never_comes_shows_the_last_lines()
    {
        await using var child = ChildProcess.Start("/bin/sh", ["-c", "echo something else"]);
        var error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
            child.WaitForLineAsync(line => line == "ready", Patience));
        StringAssert.Contains(error.Message, "something else");
    }
}
