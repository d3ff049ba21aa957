using System.CommandLine;
using System.Globalization;
using Unified.Serving.Manifests;

namespace Unified.Hosting.CommandLine;

/// <summary><c>rollback</c>: one row that makes an older manifest's content current again.</summary>
internal static class RollbackCommand
{
    public static Command Create(CommandContext context)
    {
        var to = new Option<long>("--to") { Description = "The manifest to go back to; 0 is the state before the first promotion.", Required = true };
        var why = new Option<string>("--why") { Description = "The reason, for the manifest.", Required = true };
        var command = new Command("rollback", "Makes an older manifest of a job current again. Its rows must still be there.\n\nExample: jobs rollback --job airport_delays --to 3 --why \"bad history\"");
        command.Options.Add(context.Job);
        command.Options.Add(to);
        command.Options.Add(why);
        command.SetAction(async (parsed, cancellation) =>
        {
            var runtime = await context.StartAsync(parsed, cancellation).ConfigureAwait(false);
            await using (runtime.ConfigureAwait(false))
            {
                var all = true;
                foreach (var plan in context.Selected(parsed))
                {
                    var (won, current) = await new Rollback(runtime.Database)
                        .RollbackAsync(plan, parsed.GetValue(to), $"{Environment.UserName} by rollback", parsed.GetValue(why)!, cancellation).ConfigureAwait(false);
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Job}: manifest {current.Seq} is current ({current.Why})"));
                    all &= won;
                }

                return all ? 0 : 1;
            }
        });
        return command;
    }
}
