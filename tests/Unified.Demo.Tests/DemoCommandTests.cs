using System.Reflection;
using Unified.Hosting;
using Unified.Jobs.Samples;

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

    [TestMethod]
    public async Task A_wrong_name_of_a_sample_is_told_with_the_nearest_and_all_that_there_are()
    {
        var (code, output, error) = await RunAsync("demo", "--job", "card_paymnets");
        Assert.AreEqual((2, ""), (code, output));
        Assert.StartsWith("--job card_paymnets: there is no such sample. Do you mean 'card_payments'? There are: card_payments, ", error);
    }

    [TestMethod]
    public async Task A_sample_has_no_smaller_form()
    {
        var (code, _, error) = await RunAsync("demo", "--job", "card_payments", "--small");
        Assert.AreEqual(2, code);
        Assert.Contains("--small is for the flights", error);
    }

    [TestMethod]
    public async Task A_program_without_flights_asks_for_a_sample()
    {
        var (code, _, error) = await RunAsync("demo");
        Assert.AreEqual(2, code);
        Assert.Contains("Name a sample, --job: card_payments", error);
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
            var code = await UnifiedHost.RunAsync(args, Assembly.GetExecutingAssembly(),
                context => DemoCommand.Create(context, typeof(CardPayments).Assembly));
            return (code, written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
