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
        var command = new DescribedCommand("status", "Shows each job's manifest and, for each partition, where the stream's part begins (the cut), what it has read, and what is archived; and where history and the answer do not agree: exit code 1 then.",
            "jobs status", "jobs status --job airport_delays --json");
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

                return json.Any(job => job!["history"]!["problems"]!.AsArray().Count > 0) ? 1 : 0;
            }
        });
        return command;
    }

    private static async Task<JsonObject> JobAsync(UnifiedRuntime runtime, JobPlan plan, CancellationToken cancellation)
    {
        var manifest = await runtime.Manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var covered = (await runtime.Database.QueryAsync(
            // A repaired epoch is stored with an offset beyond its end.
            $"SELECT p, max(least(covered, (epoch + 1) * {plan.Source.Epochs.Offsets.ToString(CultureInfo.InvariantCulture)})), toInt64(sum(read)), toInt64(sum(quarantined)) FROM {runtime.Database.Table(SharedTables.Ledger)} FINAL "
            + $"WHERE job = '{plan.Job}' AND version = '{plan.Version}' AND layer = 'stream' GROUP BY p",
            r => (P: r.GetInt32(0), Covered: r.GetInt64(1), Read: r.GetInt64(2), Quarantined: r.GetInt64(3)), cancellation).ConfigureAwait(false)).ToDictionary(r => r.P);
        var partitions = new JsonArray();
        // A topic may have grown beyond what the source declares.
        foreach (var p in Enumerable.Range(0, plan.Source.Partitions).Union(manifest.Cut.Epochs.Keys).Union(covered.Keys).Order())
        {
            var archived = runtime.Archive.Epochs(plan.Source, p);
            var reached = covered.TryGetValue(p, out var found);
            partitions.Add(new JsonObject
            {
                ["partition"] = p,
                ["begins"] = manifest.Origin.Of(p),
                ["beginsOffset"] = plan.Source.Epochs.First(manifest.Origin.Of(p)),
                ["cut"] = manifest.Cut.Of(p),
                ["covered"] = reached ? found.Covered : plan.Source.Epochs.First(manifest.Origin.Of(p)),
                ["read"] = reached ? found.Read : 0,
                ["quarantined"] = reached ? found.Quarantined : 0,
                ["archivedEpochs"] = archived.Count,
            });
        }

        return new JsonObject
        {
            ["job"] = plan.Job,
            ["definitionVersion"] = plan.Version,
            ["manifestSeq"] = manifest.Seq,
            ["why"] = manifest.Why,
            ["who"] = manifest.Who,
            ["generations"] = manifest.Generations.Count(),
            ["days"] = manifest.Days.Count,
            ["historyDays"] = manifest.HistoryDays.Count,
            ["partitions"] = partitions,
            ["history"] = (await HistoryReport.ReadAsync(runtime, plan, manifest, cancellation).ConfigureAwait(false)).Json,
        };
    }

    private static string Text(JsonObject job)
    {
        var seq = job["manifestSeq"]!.GetValue<long>();
        var manifest = seq == 0 ? "manifest 0: nothing has been promoted"
            : string.Create(CultureInfo.InvariantCulture, $"manifest {seq} ({job["who"]}: {job["why"]}), {Count("generations", "generation")}, {Count("historyDays", "day")} of history");
        return $"{job["job"]}, definition {job["definitionVersion"]}\n  {manifest}" + string.Concat(job["partitions"]!.AsArray().Select(p =>
            $"\n  partition {p!["partition"]}: {Begins(p)}the stream's from epoch {Number(p, "cut")}; read {Number(p, "read")} records up to offset {Number(p, "covered")}, {Number(p, "quarantined")} quarantined; {EpochText.Count(p["archivedEpochs"]!.GetValue<int>(), "epoch")} archived"))
            + string.Concat(new[] { "problems", "notes" }.SelectMany(kind => job["history"]![kind]!.AsArray()).Select(line => $"\n  {line}"));

        string Count(string name, string one) => EpochText.Count(job[name]!.GetValue<int>(), one);
        static string Begins(JsonNode p) => p["begins"]!.GetValue<long>() == 0 ? "" : $"begins at epoch {Number(p, "begins")} (offset {Number(p, "beginsOffset")}); ";
        static string Number(JsonNode node, string name) => EpochText.Number(node[name]!.GetValue<long>());
    }
}
