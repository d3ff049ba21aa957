using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Unified.Hosting.Composition;

namespace Unified.Hosting.CommandLine;

/// <summary>The command tree: one file a command.</summary>
internal static class RootCommandFactory
{
    /// <param name="assembly">The program.</param>
    /// <param name="jobs">The jobs of the program.</param>
    /// <param name="own">The commands that the program adds.</param>
    public static RootCommand Create(Assembly assembly, Func<JobCatalogue> jobs, IEnumerable<Func<CommandContext, Command>> own)
    {
        var context = new CommandContext(assembly, jobs);
        var root = new RootCommand(
            "One definition, two layers, one proved answer: the jobs of this program as a stream, as backfills and as an API.");
        root.Options.Add(context.Set);
        root.Options.Add(context.Strict);
        root.Options.Add(context.Dev);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, context.Program);
        root.Subcommands.Add(DevCommand.Create(context));
        foreach (var command in LayerCommands.Create(context))
        {
            root.Subcommands.Add(command);
        }

        foreach (var create in own)
        {
            root.Subcommands.Add(create(context));
        }

        root.Subcommands.Add(BackfillCommand.Create(context));
        root.Subcommands.Add(VerifyCommand.Create(context));
        root.Subcommands.Add(SlicesCommand.Create(context));
        root.Subcommands.Add(StatusCommand.Create(context));
        root.Subcommands.Add(RollbackCommand.Create(context));
        root.Subcommands.Add(ExcludeCommand.Create(context));
        root.Subcommands.Add(VersionsCommand.Create(context));
        root.Subcommands.Add(SwitchCommand.Create(context));
        root.Subcommands.Add(DropCommand.Create(context));
        root.Subcommands.Add(CollectCommand.Create(context));
        root.Subcommands.Add(ExplainCommand.Create(context));
        root.Subcommands.Add(ProduceCommand.Create(context));
        root.Subcommands.Add(PeekCommand.Create(context));
        root.Subcommands.Add(NewSourceCommand.Create(context));
        return root;
    }
}
