using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using Unified.Embedded;
using Unified.Embedded.ClickHouse.Native;
using Unified.Hosting.CommandLine;

namespace Unified.Hosting.Tests.CommandLine;

/// <summary>One command, run in this process, and what it wrote.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>The program's name in what people read: that of the assembly with the jobs.</summary>
    public const string Program = "Unified.Hosting.Tests";

    /// <summary>The whole standard output as JSON: a stray line beside it fails here.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static Task<CommandRun> OfAsync(params string[] args) => WithAsync([], args);

    /// <summary>In a program that adds commands of its own.</summary>
    public static async Task<CommandRun> WithAsync(Func<CommandContext, Command>[] own, params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            var code = await UnifiedHost.RunAsync(args, Assembly.GetExecutingAssembly(), own);
            return new CommandRun(code, written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>With an embedded ClickHouse over a folder of its own; skipped where there is no library for it.</summary>
    public static Task<CommandRun> OnClickHouseAsync(string folder, params string[] args)
    {
        try
        {
            ChdbLibrary.Find(null);
        }
        catch (EmbeddedServerException missing)
        {
            Assert.Inconclusive(missing.Message);
        }

        return OfAsync([.. args, "--set", "Unified:ClickHouse:ConnectionString=embedded", "--set", $"Unified:Data:Root={folder}"]);
    }

    public void Refused(int code, params string[] named)
    {
        Assert.AreEqual(code, Code, $"{Output}\n{Error}");
        Assert.AreEqual("", Output, "what is wrong belongs on standard error");
        Assert.DoesNotContain("   at ", Error, "a message, not a stack trace");
        foreach (var name in named)
        {
            Assert.Contains(name, Error);
        }
    }
}
