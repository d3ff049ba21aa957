using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Serving.Manifests;

namespace Unified.Hosting.CommandLine;

/// <summary><c>collect</c>: the garbage collection now, instead of within the hour.</summary>
internal static class CollectCommand
{
    public static Command Create(CommandContext context)
    {
        var grace = new Option<TimeSpan?>("--grace")
        {
            Description =
                "How long superseded rows stay, d.hh:mm:ss. Default: Unified:Backfill:KeepSuperseded. A promotion that is older cannot be "
                    + "rolled back any more.",
        };
        var command = new DescribedCommand("collect",
            "Drops rows that no manifest needs that is current or was within the grace time. The schedule does the same once an hour.",
            "jobs collect", "jobs collect --job airport_delays --grace 1.00:00:00");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.Options.Add(grace);
        command.SetAction((parsed, cancellation) =>
        {
            var keep = parsed.GetValue(grace) ?? context.Options(parsed).Backfill.KeepSuperseded;
            Settings.Require("--grace", keep, Settings.ShortestKeep, Settings.LongestKeep);
            return context.RunAsync<GarbageCollection>(parsed, async collection =>
            {
                var json = new JsonArray();
                foreach (var plan in context.Selected(parsed))
                {
                    var dropped = await collection.RunAsync(plan, keep, cancellation).ConfigureAwait(false);
                    json.Add(new JsonObject
                    {
                        ["job"] = plan.Job,
                        ["batchPartitions"] = dropped.Batch,
                        ["stagedGenerations"] = dropped.Staging,
                        ["streamBuckets"] = dropped.StreamBuckets
                    });
                    if (!parsed.GetValue(context.Json))
                    {
                        Console.Out.WriteLine(CollectionLoop.Describe(plan, dropped));
                    }
                }

                if (parsed.GetValue(context.Json))
                {
                    CommandContext.Print(json);
                }

                return 0;
            }, cancellation);
        });
        return command;
    }
}
