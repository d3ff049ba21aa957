using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Time;
using Unified.Types;

namespace Unified.Hosting.CommandLine;

/// <summary><c>backfill</c>: computes what is missing now, proves it, promotes it.</summary>
internal sealed class BackfillCommand(Reconciler reconciler, SliceEngines engines, SlicePlanner planner, IManifestStore manifests,
    HistoryAudit audit, ClickHouseDatabase database)
{
    public static Command Create(CommandContext context)
    {
        var from = new Option<string?>("--from") { Description = "First history day, yyyy-MM-dd. With a range only history is computed." };
        var to = new Option<string?>("--to") { Description = "Last history day, inclusive." };
        var only = new Option<string?>("--only") { Description = "history or log. Default: both." };
        only.AcceptOnlyFromAmong("history", "log");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say which slices are missing." };
        var giveUp =
            new Option<bool>(
            "--give-up")
            {
                Description =
            "Give the open generation up and compute nothing: the next run plans it anew. For one that is refused because its own rows "
                + "are wrong."
            };
        var rebuild =
            new Option<bool>(
            "--rebuild")
            {
                Description =
            "Compute everything that is in the answer again, from the files that there are now, and replace it in one step: the way out "
                + "when files of a promoted day were added, changed or removed."
            };
        var engine = EngineOption.Create();
        var maxActive = new Option<int?>("--max-active")
        {
            Description = "Slices computed at once. Default: Unified:Backfill:Parallelism.",
        };
        maxActive.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int?>() is not (null or (>= 1 and <= 1024)))
            {
                given.AddError($"--max-active is {given.GetValueOrDefault<int?>()}; allowed are 1 to 1024.");
            }
        });
        var reverse = new Option<bool>("--reverse") { Description = "The newest slices first." };
        var why = new Option<string?>("--why") { Description = "The reason, for the manifest." };
        var command = new DescribedCommand("backfill",
            "Computes missing slices from history and archive, proves them equal to the stream's rows, and promotes them. Repeatable: an "
                + "interrupted run goes on. Exit code 1 when the layers differ, another writer was first, or history is not what was "
                + "promoted.",
            "jobs backfill", "jobs backfill --dry-run", "jobs backfill --job airport_delays --from 2001-01-01 --to 2001-03-31",
                "jobs backfill --only log --json", "jobs backfill --reverse --max-active 4",
            "jobs backfill --engine spark --set Unified:Spark:Remote=sc://spark:15002",
            "jobs backfill --job airport_delays --give-up", "jobs backfill --job airport_delays --rebuild --why \"late files of March\"");
        foreach (var option in new Option[] { context.Job, context.Json, from, to, only, dryRun, giveUp, rebuild, engine, maxActive,
            reverse, why })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var (first, last) = (Day(parsed.GetValue(from), "--from"), Day(parsed.GetValue(to), "--to"));
            if (first > last)
            {
                throw new Configuration.SettingException($"--from {parsed.GetValue(from)} is after --to {parsed.GetValue(to)}.");
            }

            var narrowed = first is not null || last is not null || parsed.GetValue(only) is not null;
            if (parsed.GetValue(rebuild) && (narrowed || parsed.GetValue(giveUp)))
            {
                throw new Configuration.SettingException(
                    "--rebuild replaces everything that is in the answer, so it goes with none of --from, --to, --only and --give-up.");
            }

            var filter = new PlanFilter
            {
                FromDay = first,
                UntilDay = last + 1,
                Only = parsed.GetValue(only) switch { "history" => EventOrigin.History, "log" => EventOrigin.Log, _ => null },
                Rebuild = parsed.GetValue(rebuild),
            };
            var reason = (filter.Rebuild ? "rebuild: " : "") + (parsed.GetValue(why) ?? "asked for on the command line");
            return context.RunAsync<BackfillCommand>(parsed, backfill => RunAsync(
                context, parsed, plan => parsed.GetValue(giveUp) ? backfill.GiveUpAsync(plan, cancellation)
                    : parsed.GetValue(dryRun) ? backfill.MissingAsync(plan, filter, cancellation)
                    : backfill.ReconcileAsync(plan, filter, parsed.GetValue(engine),
                        new RunLimits(parsed.GetValue(maxActive), parsed.GetValue(reverse)), reason, parsed.GetValue(context.Json),
                        cancellation)), cancellation);
        });
        return command;
    }

    /// <summary>
    /// How an outcome is told: 1 when the layers differ, or history and the answer do, or another writer was first; 0 otherwise.
    /// </summary>
    public static (int Code, string Text, JsonNode Json) Describe(ReconcileOutcome outcome, bool rebuild = false)
    {
        var compared = EpochText.Count(outcome.RowsCompared, "row");
        var text = $"{outcome.Job}: " + outcome.Result switch
        {
            ReconcileResult.NothingToDo when rebuild =>
                string.Create(CultureInfo.InvariantCulture,
                $"nothing to rebuild: manifest {outcome.ManifestSeq} has no history day and no epoch"),
            ReconcileResult.NothingToDo when outcome.HistoryProblems.Count > 0 =>
                string.Create(CultureInfo.InvariantCulture,
                $"no slice is missing from manifest {outcome.ManifestSeq}, but history is not what it was computed from"),
            ReconcileResult.NothingToDo =>
                string.Create(CultureInfo.InvariantCulture,
                $"nothing to do, manifest {outcome.ManifestSeq} has every history day and every archived epoch"),
            ReconcileResult.Promoted =>
                string.Create(CultureInfo.InvariantCulture,
                $"promoted as manifest {outcome.ManifestSeq}; {compared} of the stream proved equal (generation {outcome.Generation})"),
            ReconcileResult.Refused => string.Create(CultureInfo.InvariantCulture,
                $"REFUSED, manifest {outcome.ManifestSeq} stays; {EpochText.Count(outcome.Differences.Count, "difference")} in {compared} "
                    + $"(generation {outcome.Generation} stays open: jobs verify --repair, then backfill again)"),
            ReconcileResult.LostRace =>
                string.Create(CultureInfo.InvariantCulture,
                $"another writer was first with manifest {outcome.ManifestSeq}; "
                    + $"{(rebuild ? "nothing was rebuilt: ask for it again" : "the next run goes on from there")}"),
            _ => "another run of this job is under way; this one did nothing",
        };
        var ledgerOnly = outcome.LedgerOnly.SelectMany(s => Enumerable.Range(0, (int)(s.End - s.First))
            .Select(i => new EpochId(s.Partition, s.First + i))).ToList();
        text += string.Concat(outcome.Differences.Select(d => $"\n  {d.Message}")) + string.Concat(outcome.Holes.Select(h => $"\n  {h}"))
            + (ledgerOnly.Count == 0 ? ""
                : $"\n  compared by their ledgers alone, because the stream's rows of them are collected: {EpochText.Ranges(ledgerOnly)}")
            + string.Concat(outcome.HistoryProblems.Select(p => $"\n  {p}"));
        return (outcome.Result is ReconcileResult.Refused or ReconcileResult.LostRace || outcome.HistoryProblems.Count > 0 ? 1 : 0, text,
            new JsonObject
            {
                ["job"] = outcome.Job,
                ["result"] = outcome.Result.ToString(),
                ["generation"] = outcome.Generation,
                ["manifestSeq"] = outcome.ManifestSeq,
                ["rowsCompared"] = outcome.RowsCompared,
                ["differences"] = new JsonArray([.. outcome.Differences.Select(d => (JsonNode)d.Message)]),
                ["holes"] = new JsonArray([.. outcome.Holes.Select(h => (JsonNode)h.ToString())]),
                ["ledgerOnly"] = HistoryReport.Strings(outcome.LedgerOnly.Select(s => s.Name)),
                ["historyProblems"] = HistoryReport.Strings(outcome.HistoryProblems),
            });
    }

    /// <summary>A line a slice.</summary>
    public static IProgress<BackfillProgress> Told() => new Progress<BackfillProgress>(p =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{p.Job}: slice {p.Done:N0} of {p.Total:N0} ({p.Slice}), {p.Events:N0} events, {p.Elapsed.TotalSeconds:0.0} s")
            + Pace(p)));

    // By the slices of this run: what is left takes as long a slice as those before.
    private static string Pace(BackfillProgress p) => p.Computed == 0 || p.Elapsed < TimeSpan.FromSeconds(1) ? ""
        : string.Create(CultureInfo.InvariantCulture, $", {p.Events / p.Elapsed.TotalSeconds:N0} events/s")
            + (p.Done == p.Total ? "" : string.Create(CultureInfo.InvariantCulture,
                $", about {TimeSpan.FromSeconds(Math.Ceiling(p.Elapsed.TotalSeconds / p.Computed * (p.Total - p.Done))):c} left"));

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, Func<JobPlan, Task<(int Code, string Text, JsonNode Json)>> run)
    {
        var json = new JsonArray();
        var code = 0;
        foreach (var plan in context.Selected(parsed))
        {
            (int Code, string Text, JsonNode Json) result;
            try
            {
                result = await run(plan).ConfigureAwait(false);
            }
            catch (UnifiedException error) when (error is DataException or DefinitionException)
            {
                // One unreadable file, or one job that an engine refuses, must not keep the others from being promoted.
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

    private async Task<(int Code, string Text, JsonNode Json)> ReconcileAsync(
        JobPlan plan, PlanFilter filter, string? engine, RunLimits limits, string why, bool quiet, CancellationToken cancellation)
    {
        var progress = quiet ? null : Told();
        var computing = EngineOption.Of(reconciler, engines, engine);
        var outcome = await computing
            .ReconcileAsync(plan, filter, $"{Environment.UserName} by backfill", why, progress, cancellation, limits)
            .ConfigureAwait(false);
        return Describe(outcome, filter.Rebuild);
    }

    private async Task<(int Code, string Text, JsonNode Json)> GiveUpAsync(JobPlan plan, CancellationToken cancellation)
    {
        var generation = await reconciler.GiveUpAsync(plan, cancellation).ConfigureAwait(false);
        var what = generation switch
        {
            null => "no generation is open",
            { Rebuild: true } => string.Create(CultureInfo.InvariantCulture,
                $"generation {generation.Id} is given up, and nothing is rebuilt until backfill --rebuild asks for it again"),
            _ => string.Create(CultureInfo.InvariantCulture,
                $"generation {generation.Id} is given up, the next backfill computes its {generation.Slices.Length} slices anew"),
        };
        return (0, $"{plan.Job}: {what}",
            new JsonObject { ["job"] = plan.Job, ["givenUp"] = generation?.Id });
    }

    private async Task<(int Code, string Text, JsonNode Json)> MissingAsync(JobPlan plan, PlanFilter filter, CancellationToken cancellation)
    {
        var manifest = await manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var next = planner.Plan(plan, manifest, filter);
        var slices = next.Generation?.Slices.Select(s => s.Name).ToList() ?? [];
        var history = await HistoryReport.ReadAsync(audit, database, plan, manifest, cancellation).ConfigureAwait(false);
        var missing = filter.Rebuild ? "to compute again" : "missing";
        return (history.Problems.Count > 0 ? 1 : 0,
            $"{plan.Job}: {(slices.Count == 0 ? $"nothing is {missing}" : $"{EpochText.Count(slices.Count, "slice")} {missing}")}"
                + string.Concat(slices.Select(s => $"\n  {s}")) + string.Concat(next.Holes.Select(h => $"\n  {h}")) + history.Text,
            new JsonObject
            {
                ["job"] = plan.Job,
                ["missing"] = new JsonArray([.. slices.Select(s => (JsonNode)s)]),
                ["holes"] = new JsonArray([.. next.Holes.Select(h => (JsonNode)h.ToString())]),
                ["history"] = history.Json,
            });
    }

    private static int? Day(string? text, string option) => text is null ? null
        : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? Timestamps.Day(Timestamps.FromDateTime(day))
            : throw new Configuration.SettingException($"{option} {text}: not a day of the form yyyy-MM-dd, for example 2001-03-31.");
}
