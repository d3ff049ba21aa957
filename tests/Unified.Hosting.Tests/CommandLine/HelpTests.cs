namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
[DoNotParallelize]
public sealed class HelpTests
{
    public static IEnumerable<string> Commands => ["run", "stream", "archive", "schedule", "serve", "demo", "backfill", "verify", "status", "rollback", "versions", "switch", "collect", "explain"];

    [TestMethod]
    [DynamicData(nameof(Commands))]
    public async Task The_help_of_every_command_ends_with_an_example(string command)
    {
        var run = await CommandRun.OfAsync(command, "--help");
        Assert.AreEqual(0, run.Code);
        Assert.AreEqual("", run.Error);
        Assert.Contains($"\nExamples:{Environment.NewLine}  jobs {command}", run.Output);
    }

    [TestMethod]
    public async Task The_list_of_commands_has_all_of_them_and_no_examples()
    {
        var run = await CommandRun.OfAsync("--help");
        Assert.AreEqual(0, run.Code);
        var listed = run.Output[run.Output.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Where(line => line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).ToList();
        Assert.IsTrue(Commands.Order().SequenceEqual(listed.Order()), string.Join(", ", listed));
        Assert.DoesNotContain("jobs demo", run.Output);
    }

    [TestMethod]
    public async Task Without_a_command_the_help_comes_and_a_script_notices()
    {
        var run = await CommandRun.OfAsync();
        Assert.AreEqual(2, run.Code);
        Assert.Contains("Commands:", run.Output);
    }
}
