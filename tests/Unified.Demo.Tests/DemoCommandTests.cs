using System.Reflection;
using Unified.Hosting;

namespace Unified.Demo.Tests;

[TestClass]
[DoNotParallelize]
public sealed class DemoCommandTests
{
    [TestMethod]
    public async Task Its_help_ends_with_examples()
    {
        var (code, output, error) = await RunAsync("demo", "--help");
        Assert.AreEqual((0, ""), (code, error));
        // By the name of the program that one has started, so that a line can be pasted.
        var program = System.Reflection.Assembly.GetExecutingAssembly().GetName().Name;
        Assert.Contains($"\nExamples:{Environment.NewLine}  {program} demo", output);
    }

    [TestMethod]
    public async Task It_refuses_settings_and_says_what_it_takes()
    {
        var (code, output, error) = await RunAsync("demo", "--set", "Unified:Stream:FlushInterval=00:00:02");
        Assert.AreEqual((2, ""), (code, output));
        Assert.Contains("Unified:Stream:FlushInterval", error);
        Assert.Contains("--root", error);
        Assert.DoesNotContain("   at ", error, "a message, not a stack trace");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            var code = await UnifiedHost.RunAsync(args, Assembly.GetExecutingAssembly(), DemoCommand.Create);
            return (code, written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
