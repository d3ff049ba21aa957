using System.CommandLine;

namespace Unified.Hosting.CommandLine;
internal static class NewSourceCommand
{
    public static Command Create(CommandContext context) => new DescribedCommand("new-source", "x", "jobs new-source");
}
