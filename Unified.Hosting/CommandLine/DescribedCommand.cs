using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Unified.Hosting.CommandLine;

/// <summary>A command and the examples that its help ends with. They are no part of the description, which the list of all commands shows too.</summary>
internal sealed class DescribedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, then examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is DescribedCommand described)
        {
            output.WriteLine("Examples:");
            foreach (var example in described.Examples)
            {
                output.WriteLine($"  {example}");
            }
        }
        else
        {
            output.WriteLine("Options and examples of a command: jobs <command> --help. Settings: docs/configuration.md");
        }

        return code;
    }
}
