using System.CommandLine;

namespace Unified.Hosting.CommandLine;

/// <summary>What is wrong with a command line, in a line or two on standard error; the whole help would hide it.</summary>
internal static class WrongInput
{
    public static async Task TellAsync(ParseResult parsed, string program)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.UnmatchedTokens is [var word, ..])
        {
            await Console.Error.WriteLineAsync(
                $"'{word}' is not a command. There are: {string.Join(", ", command.Subcommands.Select(c => c.Name))}.")
                .ConfigureAwait(false);
        }
        else
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message.TrimEnd()).ConfigureAwait(false);
            }
        }

        await Console.Error.WriteLineAsync($"Help: {program} {(command is RootCommand ? "" : command.Name + " ")}--help")
            .ConfigureAwait(false);
    }
}
