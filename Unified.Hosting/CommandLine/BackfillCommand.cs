using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Batch.Native;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Logical;
using Unified.Time;

namespace Unified.Hosting.CommandLine;

/// <summary><c>backfill</c>: computes what is missing now, proves it, promotes it.</summary>
internal static class BackfillCommand
{
    public static Command Create(CommandContext context)
    {
        var from = new Option<string?>("--from") { Description = "First history day, yyyy-MM-dd. With a range only history is computed." };
        var to = new Option<string?>("--to") { Description = "Last history day, inclusive." };
        var only = new Option<string?>("--only") { Description = "history or log. Default: both." };
        only.AcceptOnlyFromAmong("history", "log");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say which slices are missing." };
        var giveUp = new Option<bool>("--give-up") { Description = "Give the open generation up and compute nothing: the next run plans it anew. For one that is refused because its own rows are wrong." };
        var command = new DescribedCommand("backfill",
            "Computes missing slices from history and archive, proves them equal to the stream's rows, and promotes them. Repeatable: an interrupted run goes on. Exit code 1 when the layers differ.",
            "jobs backfill", "jobs backfill --dry-run", "jobs backfill --job airport_delays --from 2001-01-01 --to 2001-03-31", "jobs backfill --only log --json",
            "jobs backfill --job airport_delays --give-up");
        foreach (var option in new Option[] { context.Job, context.Json, from, to, only, dryRun, giveUp })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            var (first, last) = (Day(parsed.GetValue(from), "--from"), Day(parsed.GetValue(to), "--to"));
            if (first > last)
            {
                throw new Configuration.SettingException($"--from {parsed.GetValue(from)} is after --to {parsed.GetValue(to)}.");
            }

            var filter = new PlanFilter
            {
                FromDay = first,
                UntilDay = last + 1,
                Only = parsed.GetValue(only) switch { "history" => EventOrigin.History, "log" => EventOrigin.Log, _ => null },
            };
            var runtime = await context.StartAsync(parsed, cancellation).ConfigureAwait(false);
            await using (runtime.ConfigureAwait(false))
            {
                var json = new JsonArray();
                var code = 0;
                foreach (var plan in context.Selected(parsed))
                {
                    (int Code, string Text, JsonNode Json) result;
                    try
                    {
                        result = parsed.GetValue(giveUp) ? await GiveUpAsync(runtime, plan, cancellation).ConfigureAwait(false)
                            : parsed.GetValue(dryRun) ? await MissingAsync(runtime, plan, filter, cancellation).ConfigureAwait(false)
                            : await RunAsync(runtime, plan, filter, parsed.GetValue(context.Json), cancellation).ConfigureAwait(false);
                    }
                    catch (DataException error)
                    {
                        // One unreadable file must not keep the jobs that do not read it from being promoted.
                        await Console.Error.WriteLineAsync($"{plan.Job}: {error.Message}").ConfigureAwait(false);
                        code = Math.Max(code, UnifiedHost.ExitCode(error));
                        json.Add(new JsonObject { ["job"] = plan.Job, ["error"] = error.Message });
                        continue;
                    }

                    json.Add(result.Json);
                    code = Math.Max(code, result.Code);
                    if (!parsed.GetValue(context.Json))
                    {
                        Console.Out.WriteLine(result.Text);
                    }
                }

                if (parsed.GetValue(context.Json))
                {
                    CommandContext.Print(json);
                }

                return code;
            }
        });
        return command;
    }

    /// <summary>How an outcome is told: 1 when the layers differ, 0 otherwise.</summary>
    public static (int Code, string Text, JsonNode Json) Describe(ReconcileOutcome outcome)
    {
        var compared = EpochText.Count(outcome.RowsCompared, "row");
        var text = $"{outcome.Job}: " + outcome.Result switch
        {
            ReconcileResult.NothingToDo => string.Create(CultureInfo.InvariantCulture, $"nothing to do, manifest {outcome.ManifestSeq} has every history day and every archived epoch"),
            ReconcileResult.Promoted => string.Create(CultureInfo.InvariantCulture, $"promoted as manifest {outcome.ManifestSeq}; {compared} of the stream proved equal (generation {outcome.Generation})"),
            ReconcileResult.Refused => string.Create(CultureInfo.InvariantCulture,
                $"REFUSED, manifest {outcome.ManifestSeq} stays; {EpochText.Count(outcome.Differences.Count, "difference")} in {compared} (generation {outcome.Generation} stays open: jobs verify --repair, then backfill again)"),
            ReconcileResult.LostRace => string.Create(CultureInfo.InvariantCulture, $"another writer was first with manifest {outcome.ManifestSeq}; the next run goes on from there"),
            _ => "another run of this job is under way; this one did nothing",
        };
        text += string.Concat(outcome.Differences.Select(d => $"\n  {d.Message}")) + string.Concat(outcome.Holes.Select(h => $"\n  {h}"));
        return (outcome.Result == ReconcileResult.Refused ? 1 : 0, text, new JsonObject
        {
            ["job"] = outcome.Job,
            ["result"] = outcome.Result.ToString(),
            ["generation"] = outcome.Generation,
            ["manifestSeq"] = outcome.ManifestSeq,
            ["rowsCompared"] = outcome.RowsCompared,
            ["differences"] = new JsonArray([.. outcome.Differences.Select(d => (JsonNode)d.Message)]),
            ["holes"] = new JsonArray([.. outcome.Holes.Select(h => (JsonNode)h.ToString())]),
        });
    }

    private static async Task<(int Code, string Text, JsonNode Json)> RunAsync(
        UnifiedRuntime runtime, JobPlan plan, PlanFilter filter, bool quiet, CancellationToken cancellation)
    {
        var progress = quiet ? null : new Progress<BackfillProgress>(p => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{p.Job}: slice {p.Done:N0} of {p.Total:N0} ({p.Slice}), {p.Events:N0} events, {p.Elapsed.TotalSeconds:0.0} s")));
        var outcome = await runtime.Reconciler.ReconcileAsync(plan, filter, $"{Environment.UserName} by backfill", "asked for on the command line", progress, cancellation)
            .ConfigureAwait(false);
        return Describe(outcome);
    }

    private static async Task<(int Code, string Text, JsonNode Json)> GiveUpAsync(UnifiedRuntime runtime, JobPlan plan, CancellationToken cancellation)
    {
        var generation = await runtime.Reconciler.GiveUpAsync(plan, cancellation).ConfigureAwait(false);
        return (0, $"{plan.Job}: {(generation is null ? "no generation is open" : string.Create(CultureInfo.InvariantCulture, $"generation {generation.Id} is given up, the next backfill computes its {generation.Slices.Length} slices anew"))}",
            new JsonObject { ["job"] = plan.Job, ["givenUp"] = generation?.Id });
    }

    private static async Task<(int Code, string Text, JsonNode Json)> MissingAsync(
        UnifiedRuntime runtime, JobPlan plan, PlanFilter filter, CancellationToken cancellation)
    {
        var manifest = await runtime.Manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var next = runtime.Planner.Plan(plan, manifest, filter);
        var slices = next.Generation?.Slices.Select(s => s.Name).ToList() ?? [];
        return (0, $"{plan.Job}: {(slices.Count == 0 ? "nothing is missing" : $"{EpochText.Count(slices.Count, "slice")} missing")}{string.Concat(slices.Select(s => $"\n  {s}"))}{string.Concat(next.Holes.Select(h => $"\n  {h}"))}",
            new JsonObject
            {
                ["job"] = plan.Job,
                ["missing"] = new JsonArray([.. slices.Select(s => (JsonNode)s)]),
                ["holes"] = new JsonArray([.. next.Holes.Select(h => (JsonNode)h.ToString())]),
            });
    }

    private static int? Day(string? text, string option) => text is null ? null
        : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? Timestamps.Day(Timestamps.FromDateTime(day))
            : throw new Configuration.SettingException($"{option} {text}: not a day of the form yyyy-MM-dd, for example 2001-03-31.");
}
