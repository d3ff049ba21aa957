using System.CommandLine;
using Unified.Hosting.Configuration;
using Unified.Serving.Versions;

namespace Unified.Hosting.CommandLine;

/// <summary><c>switch</c>: another definition version of a job becomes the public one, after a comparison of their answers.</summary>
internal static class SwitchCommand
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public static Command Create(CommandContext context)
    {
        var job = new Option<string>("--job") { Description = "The job; its versions are its own.", Required = true };
        var to = new Option<string?>(
            "--to")
        { Description = "The version, or the beginning of one. Default: the version compiled into this program." };
        var why = new Option<string>("--why") { Description = "The reason; 'jobs versions' shows it.", DefaultValueFactory = _ => "" };
        var force = new Option<bool>("--force") { Description = "Switch also to a version that has not caught up." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Compare, and change nothing." };
        var wait = new Option<TimeSpan>("--wait")
        {
            Description = "How long the version's stream may take to pass what the public one has read, d.hh:mm:ss. Default: 00:00:10.",
            DefaultValueFactory = _ => DefaultWait,
        };
        var command = new DescribedCommand("switch",
            "Compares the answers of two definition versions of a job and points the public views (the job's name, _scan and _rows) to "
                + "another one, or back. Other numbers are no obstacle, "
            + "they are the purpose. Exit code 1 when the version has not caught up with the public one.",
            "jobs switch --job airport_delays --dry-run", "jobs switch --job airport_delays --why \"only flights of more than 100 miles\"",
                "jobs switch --job airport_delays --to 5f87 --why \"back\"");
        foreach (var option in new Option[] { job, context.Json, to, why, force, dryRun, wait })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            Settings.Require("--wait", parsed.GetValue(wait), TimeSpan.Zero, LongestWait);
            var plan = context.Jobs.Select([parsed.GetValue(job)!])[0];
            return context.RunAsync<VersionSwitch>(parsed, async versions =>
            {
                var outcome = await versions.RunAsync(
                    new SwitchRequest
                    {
                        Job = plan.Job,
                        To = parsed.GetValue(to) ?? plan.Version,
                        Who = $"{Environment.UserName} by switch",
                        Why = parsed.GetValue(why)!,
                        Force = parsed.GetValue(force),
                        DryRun = parsed.GetValue(dryRun),
                        Wait = parsed.GetValue(wait),
                    }, cancellation).ConfigureAwait(false);
                if (parsed.GetValue(context.Json))
                {
                    CommandContext.Print(SwitchText.Json(outcome));
                }
                else
                {
                    Console.Out.WriteLine(SwitchText.Text(outcome));
                }

                return outcome.Result is SwitchResult.Refused or SwitchResult.LostRace ? 1 : 0;
            }, cancellation);
        });
        return command;
    }
}
