using Unified.Hosting.CommandLine;

namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
[DoNotParallelize]
public sealed class HelpTests
{
    public static IEnumerable<string> Commands =>
    [
        "run", "stream", "archive", "schedule", "serve", "backfill", "verify", "slices", "status", "rollback", "exclude", "versions",
        "switch", "drop", "collect", "explain", "dev", "produce", "peek", "new-source",
    ];

    [TestMethod]
    [DynamicData(nameof(Commands))]
    public async Task The_help_of_every_command_ends_with_an_example(string command)
    {
        var run = await CommandRun.OfAsync(command, "--help");
        Assert.AreEqual(0, run.Code);
        Assert.AreEqual("", run.Error);
        Assert.Contains($"\nExamples:{Environment.NewLine}  {CommandRun.Program} {command}", run.Output);
    }

    [TestMethod]
    public async Task The_list_of_commands_has_all_of_them_and_no_examples()
    {
        var run = await CommandRun.OfAsync("--help");
        Assert.AreEqual(0, run.Code);
        var listed = run.Output[run.Output.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Where(line => line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).ToList();
        Assert.IsTrue(Commands.Order().SequenceEqual(listed.Order()), string.Join(", ", listed));
        Assert.DoesNotContain($"{CommandRun.Program} explain", run.Output);
    }

    [TestMethod]
    public async Task A_command_that_the_program_adds_is_one_like_the_others()
    {
        var list = await CommandRun.WithAsync([Count], "--help");
        Assert.MatchesRegex(new System.Text.RegularExpressions.Regex("count +Counts the jobs"), list.Output);
        Assert.Contains($"\nExamples:{Environment.NewLine}  {CommandRun.Program} count",
            (await CommandRun.WithAsync([Count], "count", "--help")).Output);
        var run = await CommandRun.WithAsync([Count], "count", "--set", "Unified:Backfill:Parallelism=3");
        Assert.AreEqual((7, "", "1 job, at most 3 slices at once\n"), (run.Code, run.Error, run.Output.ReplaceLineEndings("\n")));
        (await CommandRun.OfAsync("count")).Refused(2, "'count' is not a command");
    }

    private static DescribedCommand Count(CommandContext context)
    {
        var command = new DescribedCommand("count", "Counts the jobs.", "jobs count");
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine($"{context.Jobs.Plans.Count} job, at most {context.Options(parsed).Backfill.Parallelism} slices at once");
            return 7;
        });
        return command;
    }

    [TestMethod]
    public async Task Without_a_command_the_help_comes_and_a_script_notices()
    {
        var run = await CommandRun.OfAsync();
        Assert.AreEqual(2, run.Code);
        Assert.Contains("Commands:", run.Output);
    }
}
