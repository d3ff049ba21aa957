using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Serving.Manifests;

namespace Unified.Hosting.CommandLine;

/// <summary><c>rollback</c>: one row that makes an older manifest's content current again.</summary>
internal static class RollbackCommand
{
    public static Command Create(CommandContext context)
    {
        var to = new Option<long>("--to")
        {
            Description = "The manifest to go back to; 0 is the state before the first promotion.",
            Required = true
        };
        var why = new Option<string>("--why") { Description = "The reason, for the manifest.", Required = true };
        var command =
            new DescribedCommand("rollback",
            "Makes an older manifest of a job current again, by a new row. Its rows must still be there. Exit code 1 when another writer "
                + "was first.",
            "jobs rollback --job airport_delays --to 3 --why \"bad history\"");
        // Manifests are numbered per job: a number that means one thing for all jobs at once does not exist.
        var job = new Option<string>("--job") { Description = "The job; its manifests have numbers of their own.", Required = true };
        command.Options.Add(job);
        command.Options.Add(context.Json);
        command.Options.Add(to);
        command.Options.Add(why);
        command.SetAction((parsed, cancellation) => context.RunAsync<Rollback>(parsed, async rollback =>
        {
            var plan = context.Jobs.Select([parsed.GetValue(job)!])[0];
            var who = $"{Environment.UserName} by rollback";
            var (won, current) = await rollback.RollbackAsync(plan, parsed.GetValue(to), who, parsed.GetValue(why)!, cancellation)
                .ConfigureAwait(false);
            if (parsed.GetValue(context.Json))
            {
                CommandContext.Print(
                    new JsonObject { ["job"] = plan.Job, ["won"] = won, ["manifestSeq"] = current.Seq, ["why"] = current.Why });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{plan.Job}: manifest {current.Seq} is current: {current.Why}")
                    + (won ? "" : " (another writer was first; nothing was rolled back)"));
            }

            return won ? 0 : 1;
        }, cancellation));
        return command;
    }
}
