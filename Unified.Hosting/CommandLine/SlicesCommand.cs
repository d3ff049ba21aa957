using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Hosting.CommandLine;

/// <summary><c>slices</c>: the grid of days and epochs, and what has become of each.</summary>
internal sealed class SlicesCommand(SliceGrid grid)
{
    public static Command Create(CommandContext context)
    {
        var state = new Option<string[]>("--state")
        {
            Description = "Only those: missing, computed, promoted or stale; may be repeated.",
            DefaultValueFactory = _ => [],
        };
        state.AcceptOnlyFromAmong([.. Enum.GetValues<SliceState>().Select(Name)]);
        var command = new DescribedCommand("slices",
            "Lists what each job's answer is computed from, a day of history or a range of epochs a line, and what has become of it: "
                + "missing, computed (waits for promotion), promoted, or stale (its files have changed since). Exit code 1 when any is "
                + "stale.",
            "jobs slices", "jobs slices --job airport_delays --state missing --state stale", "jobs slices --json");
        foreach (var option in new Option[] { context.Job, context.Json, state })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => context.RunAsync<SlicesCommand>(parsed,
            slices => slices.RunAsync(context, parsed, parsed.GetValue(state) ?? [], cancellation), cancellation));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed, string[] states, CancellationToken cancellation)
    {
        var (json, code) = (new JsonArray(), 0);
        foreach (var plan in context.Selected(parsed))
        {
            IReadOnlyList<SliceCell> cells;
            try
            {
                cells = await grid.ReadAsync(plan, cancellation).ConfigureAwait(false);
            }
            catch (DataException error)
            {
                await Console.Error.WriteLineAsync($"{plan.Job}: {error.Message}").ConfigureAwait(false);
                (code, _) = (Math.Max(code, UnifiedHost.ExitCode(error)), json.Count);
                json.Add(new JsonObject { ["job"] = plan.Job, ["error"] = error.Message });
                continue;
            }

            code = Math.Max(code, cells.Any(c => c.State == SliceState.Stale) ? 1 : 0);
            var shown = cells.Where(c => states.Length == 0 || states.Contains(Name(c.State))).ToList();
            json.Add(new JsonObject { ["job"] = plan.Job, ["slices"] = new JsonArray([.. shown.Select(c => (JsonNode)Json(c))]) });
            if (!parsed.GetValue(context.Json))
            {
                Console.Out.WriteLine(Text(plan, cells, shown));
            }
        }

        if (parsed.GetValue(context.Json))
        {
            CommandContext.Print(json);
        }

        return code;
    }

    private static string Text(JobPlan plan, IReadOnlyList<SliceCell> all, IReadOnlyList<SliceCell> shown) => $"{plan.Job}: "
        + (all.Count == 0 ? "there is nothing to compute it from" : string.Join(", ", all.GroupBy(c => c.State).OrderBy(g => g.Key)
            .Select(g => $"{EpochText.Number(g.Count())} {Name(g.Key)}")))
        + string.Concat(shown.Select(c => $"\n  {Name(c.State),-9} {c.Slice.Name}{(c.Reason.Length > 0 ? $" ({c.Reason})" : "")}"));

    private static JsonObject Json(SliceCell cell)
    {
        var json = new JsonObject { ["slice"] = cell.Slice.Name, ["state"] = Name(cell.State) };
        switch (cell.Slice)
        {
            case HistorySlice day:
                (json["log"], json["day"]) = (day.Log, Unified.Time.Timestamps.FormatDay(day.Day));
                break;
            case LogSlice log:
                (json["log"], json["partition"]) = (log.Partition.Log, log.Partition.Number);
                (json["firstEpoch"], json["endEpoch"]) = (log.First, log.End);
                break;
        }

        if (cell.Reason.Length > 0)
        {
            json["reason"] = cell.Reason;
        }

        return json;
    }

    private static string Name(SliceState state) => state.ToString().ToLowerInvariant();
}
