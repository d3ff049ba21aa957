using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Hosting.Composition;
using Unified.Hosting.Topics;
using Unified.Serving.Versions;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.CommandLine;

/// <summary><c>drop</c>: takes a version away that nobody needs any more.</summary>
internal sealed class DropCommand(VersionDrop versions, KnownInstallation installation)
{
    public static Command Create(CommandContext context)
    {
        var job = new Option<string>("--job") { Description = "The job; its versions are its own.", Required = true };
        var version = new Option<string>("--version") { Description = "The version, or the beginning of one.", Required = true };
        var groups = new Option<bool>("--groups") { Description = "Delete its consumer groups in Kafka too." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be dropped, and drop nothing." };
        var command = new DescribedCommand("drop",
            "Drops a definition version that nobody needs any more: its views and tables, and its rows in the tables that all jobs share. "
                + "Exit code 1 when it is the public one, or a stream of it still runs. Interrupted, the same command goes on. Its program "
                + "may come back afterwards, and begins anew.",
            "jobs drop --job airport_delays --version 3ce7 --dry-run", "jobs drop --job airport_delays --version 3ce7 --groups");
        foreach (var option in new Option[] { job, version, context.Json, groups, dryRun })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var plan = context.Jobs.Select([parsed.GetValue(job)!])[0];
            var request = new DropRequest
            {
                Job = plan.Job,
                Version = parsed.GetValue(version)!,
                DryRun = parsed.GetValue(dryRun),
            };
            if (parsed.GetValue(groups))
            {
                _ = context.Kafka(parsed); // there is one to ask
            }

            return context.RunAsync<DropCommand>(parsed, async drop =>
            {
                var outcome = await drop.RunAsync(request, parsed.GetValue(groups), cancellation).ConfigureAwait(false);
                if (parsed.GetValue(context.Json))
                {
                    CommandContext.Print(Json(outcome));
                }
                else
                {
                    Console.Out.WriteLine(Text(outcome));
                }

                return outcome.Result == DropResult.Refused ? 1 : 0;
            }, cancellation);
        });
        return command;
    }

    private async Task<DropOutcome> RunAsync(DropRequest request, bool groups, CancellationToken cancellation)
    {
        if (!groups || request.DryRun)
        {
            return await versions.RunAsync(request, cancellation).ConfigureAwait(false);
        }

        var looked = await versions.RunAsync(request with { DryRun = true }, cancellation).ConfigureAwait(false);
        if (looked.Result == DropResult.Refused)
        {
            return looked;
        }

        // First: a group that has members is a stream that runs, however long it has had nothing to write.
        var kafka = await installation.OfDatabaseAsync("drop", _ => { }, cancellation).ConfigureAwait(false);
        var names = looked.Logs.Select(log => ConsumerGroups.Stream(looked.Job, looked.Version, log, kafka.Installation)).ToArray();
        var members = await GroupRemoval.RunAsync(kafka, names).ConfigureAwait(false);
        return members.Count > 0
            ? looked with
            {
                Result = DropResult.Refused,
                Refusal = $"streams of {looked.Version} still run, as members of {string.Join(", ", members)}: stop them, and try again",
            }
            : await versions.RunAsync(request, cancellation).ConfigureAwait(false);
    }

    private static string Text(DropOutcome outcome) => string.Join("\n  ",
    [
        $"{outcome.Job} {outcome.Version}",
        .. outcome.Found.Select(t => t.Rows < 0 ? $"view {t.Name}"
            : t.Whole ? $"table {t.Name}, {EpochText.Count(t.Rows, "row")}" : $"{EpochText.Count(t.Rows, "row")} of {t.Name}"),
        outcome.Result switch
        {
            DropResult.Dropped => "DROPPED; its program would begin anew",
            DropResult.DryRun => "nothing was dropped: --dry-run",
            _ => $"REFUSED, nothing was dropped: {outcome.Refusal}",
        },
    ]);

    private static JsonObject Json(DropOutcome outcome) => new()
    {
        ["job"] = outcome.Job,
        ["version"] = outcome.Version,
        ["result"] = outcome.Result.ToString(),
        ["refusal"] = outcome.Refusal,
        ["found"] = new JsonArray([.. outcome.Found.Select(t => (JsonNode)new JsonObject
        {
            ["name"] = t.Name,
            ["whole"] = t.Whole,
            ["rows"] = t.Rows < 0 ? null : t.Rows,
        })]),
    };
}
