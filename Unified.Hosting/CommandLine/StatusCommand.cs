using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Failures;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Types;

namespace Unified.Hosting.CommandLine;

/// <summary><c>status</c>: what is active, and how far each layer is.</summary>
internal sealed class StatusCommand(
    IManifestStore manifests, IArchiveReader archive, HistoryAudit audit, JobStates states, LayerFailures failures, SecondOpinion opinion,
    ClickHouseDatabase database)
{
    public static Command Create(CommandContext context)
    {
        var command = new DescribedCommand("status", "Shows each job's manifest and, for each partition, where the stream's part begins "
            + "(the cut), what it has read, and what is archived; where history and the answer do not agree, and what is missing of the "
            + "answer: exit code 1 then.",
            "jobs status", "jobs status --job airport_delays --json");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.SetAction((parsed, cancellation) => context.RunAsync<StatusCommand>(parsed, async status =>
        {
            var json = new JsonArray();
            foreach (var plan in context.Selected(parsed))
            {
                json.Add(await status.JobAsync(plan, cancellation).ConfigureAwait(false));
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

            return json.Any(job => job!["missing"]!.AsArray().Count + job["failures"]!.AsArray().Count
                + job["history"]!["problems"]!.AsArray().Count > 0) ? 1 : 0;
        }, cancellation));
        return command;
    }

    private async Task<JsonObject> JobAsync(JobPlan plan, CancellationToken cancellation)
    {
        var manifest = await manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var covered = (await database.QueryAsync(
            // A repaired epoch is stored with an offset beyond its end.
            $"SELECT log, p, argMax((epoch, covered), (epoch, covered)) AS last, toInt64(sum(read)), toInt64(sum(quarantined)), last.1, "
                + $"last.2 "
            + $"FROM {database.Table(Serving.Schema.LedgerTable.Table.Name)} FINAL "
            + $"WHERE job = '{plan.Job}' AND version = '{plan.Version}' AND layer = 'stream' GROUP BY log, p",
            r => (P: new LogPartition(r.GetString(0), r.GetInt32(1)), Read: r.GetInt64(3), Quarantined: r.GetInt64(4),
                Epoch: r.GetInt64(5), Last: r.GetInt64(6)),
            cancellation).ConfigureAwait(false)).ToDictionary(
                r => r.P, r => (Covered: Math.Min(r.Last, plan.Source(r.P).Epochs.End(r.Epoch)), r.Read, r.Quarantined));
        var state = await states.ReadAsync(plan, cancellation).ConfigureAwait(false);
        var partitions = new JsonArray();
        // A topic may have grown beyond what the source declares.
        foreach (var p in plan.Sources.SelectMany(s => Enumerable.Range(0, s.Partitions).Select(s.Partition))
            .Union(manifest.Cut.Epochs.Keys).Union(covered.Keys).Order())
        {
            var archived = archive.Epochs(plan.Source(p), p);
            var reached = covered.TryGetValue(p, out var found);
            partitions.Add(new JsonObject
            {
                ["log"] = p.Log,
                ["partition"] = p.Number,
                ["begins"] = manifest.Origin.Of(p),
                ["beginsOffset"] = plan.Source(p).Epochs.First(manifest.Origin.Of(p)),
                ["cut"] = manifest.Cut.Of(p),
                ["covered"] = reached ? found.Covered : plan.Source(p).Epochs.First(manifest.Origin.Of(p)),
                ["read"] = reached ? found.Read : 0,
                ["quarantined"] = reached ? found.Quarantined : 0,
                ["archivedEpochs"] = archived.Count,
                ["behind"] = state.Behind.TryGetValue(p, out var behind) ? behind : null,
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
            ["behindSeconds"] = (long?)state.BehindFor?.TotalSeconds,
            ["written"] = state.Written?.UtcDateTime,
            ["missing"] = HistoryReport.Strings(Missing(state)),
            ["notes"] = HistoryReport.Strings(state.Notes),
            ["opinions"] = new JsonArray([.. (await opinion.KnownAsync(plan, cancellation).ConfigureAwait(false)).Select(o => new JsonObject
            {
                ["engine"] = o.Engine,
                ["manifestSeq"] = o.ManifestSeq,
                ["rows"] = o.Rows,
                ["different"] = o.Different,
                ["who"] = o.Who,
                ["seen"] = o.Seen.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            })]),
            ["failures"] = new JsonArray([.. (await failures.OfAsync(plan, cancellation).ConfigureAwait(false)).Select(f => new JsonObject
            {
                ["layer"] = f.Layer,
                ["name"] = f.Name,
                ["since"] = f.Since.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["process"] = f.Process,
                ["error"] = f.Error,
            })]),
            ["history"] = (await HistoryReport.ReadAsync(audit, database, plan, manifest, cancellation).ConfigureAwait(false)).Json,
        };
    }

    // Days of history that were never computed are a backfill's, which comes when it comes, and what has changed of others is told beside
    // them. Everything else nobody may pass over.
    private static IEnumerable<string> Missing(JobState state) => state.Reasons
        .Where(r => r is not (MissingHistory or NoHistory or ChangedHistory or MoreChangedHistory or EventsBehindBorder
            or MoreEventsBehindBorder or UnreadHistory or MoreUnreadHistory)).Select(r => r.Message);

    private static string Text(JsonObject job)
    {
        var seq = job["manifestSeq"]!.GetValue<long>();
        var manifest = seq == 0 ? "manifest 0: nothing has been promoted"
            : string.Create(CultureInfo.InvariantCulture,
                $"manifest {seq} ({job["who"]}: {job["why"]}), {Count("generations", "generation")}, {Count("historyDays", "day")} of "
                    + $"history");
        return $"{job["job"]}, definition {job["definitionVersion"]}\n  {manifest}" + string.Concat(job["partitions"]!.AsArray().Select(p =>
            $"\n  {p!["log"]} partition {p["partition"]}: {Begins(p)}the stream's from epoch {Number(p, "cut")}; read {Number(p, "read")} "
                + $"events up to offset {Number(p, "covered")}, {Number(p, "quarantined")} quarantined; "
                + $"{EpochText.Count(p["archivedEpochs"]!.GetValue<int>(), "epoch")} archived"
                + $"{(p["behind"] is { } behind ? $"; {EpochText.Number(behind.GetValue<long>())} behind the log's end" : "")}"))
            + string.Concat(job["failures"]!.AsArray().Select(f =>
                $"\n  failed since {f!["since"]}: {f["layer"]} ({f["process"]}): {f["error"]}"))
            + string.Concat(job["opinions"]!.AsArray().Select(o => $"\n  {o!["engine"]} has computed "
                + $"{EpochText.Count(o["rows"]!.GetValue<long>(), "row")} of manifest {Number(o, "manifestSeq")} again: "
                + (o["different"]!.GetValue<long>() == 0 ? "all are equal"
                    : $"{EpochText.Count(o["different"]!.GetValue<long>(), "row")} differ, see verify --engine {o["engine"]}")))
            + string.Concat(job["notes"]!.AsArray().Select(line => $"\n  note: {line}"))
            + string.Concat(job["missing"]!.AsArray().Select(line => $"\n  missing: {line}"))
            + string.Concat(new[] { "problems", "notes" }.SelectMany(kind => job["history"]![kind]!.AsArray())
                .Select(line => $"\n  {line}"));

        string Count(string name, string one) => EpochText.Count(job[name]!.GetValue<int>(), one);
        static string Begins(JsonNode p) => p["begins"]!.GetValue<long>() == 0 ? ""
            : $"begins at epoch {Number(p, "begins")} (offset {Number(p, "beginsOffset")}); ";
        static string Number(JsonNode node, string name) => EpochText.Number(node[name]!.GetValue<long>());
    }
}
