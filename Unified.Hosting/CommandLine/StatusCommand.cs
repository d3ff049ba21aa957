using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Hosting.Composition;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Hosting.CommandLine;

/// <summary><c>status</c>: what is active, and how far each layer is.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("status", "Shows each job's manifest, cut, stream frontier and archive.\n\nExample: jobs status --json");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var runtime = await context.StartAsync(parsed, cancellation).ConfigureAwait(false);
            await using (runtime.ConfigureAwait(false))
            {
                var json = new JsonArray();
                foreach (var plan in context.Selected(parsed))
                {
                    json.Add(await JobAsync(runtime, plan, cancellation).ConfigureAwait(false));
                }

                if (parsed.GetValue(context.Json))
                {
                    CommandContext.Print(json);
                }
                else
                {
                    foreach (var job in json)
                    {
                        Console.Out.WriteLine(Text(job!.AsObject()));
                    }
                }

                return 0;
            }
        });
        return command;
    }

    private static async Task<JsonObject> JobAsync(UnifiedRuntime runtime, JobPlan plan, CancellationToken cancellation)
    {
        var manifest = await runtime.Manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var covered = (await runtime.Database.QueryAsync(
            $"SELECT p, max(covered), toInt64(sum(read)), toInt64(sum(quarantined)) FROM {runtime.Database.Table(SharedTables.Ledger)} FINAL "
            + $"WHERE job = '{plan.Job}' AND version = '{plan.Version}' AND layer = 'stream' GROUP BY p",
            r => (P: r.GetInt32(0), Covered: r.GetInt64(1), Read: r.GetInt64(2), Quarantined: r.GetInt64(3)), cancellation).ConfigureAwait(false)).ToDictionary(r => r.P);
        var partitions = new JsonArray();
        foreach (var p in Enumerable.Range(0, plan.Source.Partitions))
        {
            var archived = runtime.Archive.Epochs(plan.Source, p);
            var reached = covered.TryGetValue(p, out var found);
            partitions.Add(new JsonObject
            {
                ["partition"] = p, ["cut"] = manifest.Cut.Of(p), ["covered"] = reached ? found.Covered : 0, ["read"] = reached ? found.Read : 0,
                ["quarantined"] = reached ? found.Quarantined : 0, ["archivedEpochs"] = archived.Count,
            });
        }

        return new JsonObject
        {
            ["job"] = plan.Job, ["definitionVersion"] = plan.Version, ["manifestSeq"] = manifest.Seq, ["why"] = manifest.Why, ["who"] = manifest.Who,
            ["generations"] = manifest.Generations.Count(), ["days"] = manifest.Days.Count, ["historyDays"] = manifest.HistoryDays.Count, ["partitions"] = partitions,
        };
    }

    private static string Text(JsonObject job)
    {
        var head = string.Create(CultureInfo.InvariantCulture,
            $"{job["job"]} {job["definitionVersion"]}: manifest {job["manifestSeq"]} ({job["why"]}), {job["generations"]} generations over {job["days"]} days, {job["historyDays"]} history days");
        return head + string.Concat(job["partitions"]!.AsArray().Select(p => string.Create(CultureInfo.InvariantCulture,
            $"\n  partition {p!["partition"]}: stream owns from epoch {p["cut"]}, has read {p["read"]} records up to offset {p["covered"]} ({p["quarantined"]} quarantined), {p["archivedEpochs"]} epochs archived")));
    }
}
