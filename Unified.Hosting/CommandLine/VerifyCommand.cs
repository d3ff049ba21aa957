using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Errors;
using Unified.Serving.Proof;

namespace Unified.Hosting.CommandLine;

/// <summary><c>verify</c>: the proof without the promotion, and the repair.</summary>
internal sealed class VerifyCommand(Reconciler reconciler, SliceEngines engines, SliceRunner runner, StreamRepair stream,
    StoredProof stored, SecondOpinion opinion)
{
    public static Command Create(CommandContext context)
    {
        var repair = new Option<bool>("--repair") { Description = "Recompute the epochs that differ from the archive and store them." };
        var all = new Option<bool>("--all")
        {
            Description = "Read every stored row of the answer as well: promoted rows by count and digest, the stream's by count and age.",
        };
        var command = new DescribedCommand("verify",
            "Computes what waits for promotion (the open generation) and proves it equal to the stream's rows, state for state. Promotes "
                + "nothing. Exit code 1 when the layers differ.",
            "jobs verify", "jobs verify --job airport_delays --json", "jobs verify --repair", "jobs verify --all",
            "jobs verify --engine spark --set Unified:Spark:Remote=sc://spark:15002");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.Options.Add(repair);
        command.Options.Add(all);
        var engine = EngineOption.Create();
        engine.Description = "Have this engine compute everything that is promoted once more, and compare it with the answer state for "
            + "state: a second opinion, which status tells. Spark is where Unified:Spark:Remote says.";
        command.Options.Add(engine);
        command.SetAction((parsed, cancellation) =>
            context.RunAsync<VerifyCommand>(
                parsed, verify => parsed.GetValue(engine) is { } other ? verify.AskAsync(context, parsed, other, cancellation)
                    : verify.RunAsync(context, parsed, parsed.GetValue(repair), parsed.GetValue(all), cancellation), cancellation));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed, bool repairing, bool all, CancellationToken cancellation)
    {
        var json = new JsonArray();
        var code = 0;
        foreach (var plan in context.Selected(parsed))
        {
            var looked = all ? await stored.RunAsync(plan, cancellation).ConfigureAwait(false) : null;
            code = Math.Max(code, looked?.Problems.Count > 0 ? 1 : 0);
            if (await reconciler.ProveAsync(plan, cancellation).ConfigureAwait(false) is not { } proof)
            {
                Tell(parsed, context, json, plan.Job, null, [], looked);
                continue;
            }

            Tell(parsed, context, json, plan.Job, proof.RowsCompared, [.. proof.Differences.Select(d => d.Message)], looked);
            code = Math.Max(code, proof.Differences.Count > 0 ? 1 : 0);
            var epochs = proof.Differences.SelectMany(d => d.Epochs).Distinct().Order().ToList();
            if (repairing && epochs.Count > 0)
            {
                await stream.RepairAsync(plan, [.. runner.RecomputeEpochs(plan, epochs, cancellation)], cancellation).ConfigureAwait(false);
                Console.Error.WriteLine(
                    $"{plan.Job}: recomputed from the archive and stored {EpochText.Ranges(epochs)}. Run verify again.");
            }
        }

        if (parsed.GetValue(context.Json))
        {
            CommandContext.Print(json);
        }

        return code;
    }

    private async Task<int> AskAsync(CommandContext context, ParseResult parsed, string engine, CancellationToken cancellation)
    {
        var computing = EngineOption.Of(reconciler, engines, engine);
        var (json, code, quiet) = (new JsonArray(), 0, parsed.GetValue(context.Json));
        foreach (var plan in context.Selected(parsed))
        {
            OpinionResult? found = null;
            string? error = null;
            try
            {
                found = await computing.ComputeAgainAsync(plan, quiet ? null : BackfillCommand.Told(), cancellation).ConfigureAwait(false)
                    is { } again ? await opinion.CompareAsync(plan, again.Manifest, again.Generation, again.Engine,
                        $"{Environment.UserName} by verify", cancellation).ConfigureAwait(false) : null;
                code = Math.Max(code, found?.Different > 0 ? 1 : 0);
            }
            catch (UnifiedException refused) when (refused is DataException or DefinitionException)
            {
                (error, code) = (refused.Message, Math.Max(code, UnifiedHost.ExitCode(refused)));
                await Console.Error.WriteLineAsync($"{plan.Job}: {error}").ConfigureAwait(false);
            }

            json.Add(new JsonObject
            {
                ["job"] = plan.Job,
                ["engine"] = engine,
                ["manifestSeq"] = found?.ManifestSeq,
                ["rowsCompared"] = found?.Rows ?? 0,
                ["drift"] = found?.Different ?? 0,
                ["differences"] = HistoryReport.Strings(found?.Differences ?? []),
                ["error"] = error,
            });
            if (!quiet && error is null)
            {
                Console.Out.WriteLine($"{plan.Job}: " + (found is null ? "nothing is promoted, so there is nothing to compute again"
                    : $"{EpochText.Count(found.Rows, "row")} of manifest {EpochText.Number(found.ManifestSeq)} computed again by {engine}, "
                        + EpochText.Count(found.Different, "difference") + string.Concat(found.Differences.Select(d => "\n  " + d))));
            }
        }

        if (quiet)
        {
            CommandContext.Print(json);
        }

        return code;
    }

    private static void Tell(ParseResult parsed, CommandContext context, JsonArray json, string job, long? rows,
        IReadOnlyList<string> differences, StoredProofResult? stored)
    {
        json.Add(new JsonObject
        {
            ["job"] = job,
            ["open"] = rows is not null,
            ["rowsCompared"] = rows ?? 0,
            ["drift"] = differences.Count,
            ["differences"] = new JsonArray([.. differences.Select(d => (JsonNode)d)]),
            ["stored"] = stored is null ? null : new JsonObject
            {
                ["days"] = stored.Days,
                ["epochs"] = stored.Epochs,
                ["problems"] = HistoryReport.Strings(stored.Problems.Select(p => p.Message)),
            },
        });
        if (!parsed.GetValue(context.Json))
        {
            Console.Out.WriteLine($"{job}: " + (rows is { } compared
                ? $"{EpochText.Count(compared, "row")} compared, {EpochText.Count(differences.Count, "difference")}"
                : "nothing waits for promotion, so there is nothing to compare (each promoted row was compared before)") + string.Concat(
                    differences.Select(d => "\n  " + d))
                + (stored is null ? "" : $"\n  stored: {EpochText.Count(stored.Days, "day")} of promoted rows and "
                    + $"{EpochText.Count(stored.Epochs, "epoch")} of the stream read, {EpochText.Count(stored.Problems.Count, "problem")}"
                    + string.Concat(stored.Problems.Select(p => "\n  " + p.Message))));
        }
    }
}
