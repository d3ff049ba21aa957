using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Diagnostics.CodeAnalysis;

namespace Unified.Hosting.CommandLine;

/// <summary>
/// A command and the examples that its help ends with. They are no part of the description, which the list of all commands shows too.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "System.CommandLine enumerates a command for its initializer only.")]
public sealed class DescribedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines, as the help shows them.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, then examples.</summary>
/// <param name="usual">The usual help.</param>
/// <param name="program">The program's name; the examples of commands are of a program that is named <c>jobs</c>.</param>
internal sealed class HelpWithExamples(HelpAction usual, string program) : SynchronousCommandLineAction
{
    /// <summary>Who asks for help has not filled in the required options yet.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is DescribedCommand described)
        {
            output.WriteLine("Examples:");
            foreach (var example in described.Examples)
            {
                output.WriteLine($"  {(example.StartsWith("jobs ", StringComparison.Ordinal) ? program + example[4..] : example)}");
            }
        }
        else
        {
            output.WriteLine($"Options and examples of a command: {program} <command> --help. Settings: docs/configuration.md");
        }

        return code;
    }
}
