using System.Text.Json.Nodes;
using Unified.Serving.Versions;

namespace Unified.Hosting.CommandLine;

/// <summary>A switch as people and programs read it.</summary>
internal static class SwitchText
{
    private const int LongestLine = 160;
    private const int MostLines = 8;

    public static string Text(SwitchOutcome outcome) => string.Join("\n  ", Lines(outcome));

    public static JsonObject Json(SwitchOutcome outcome) => new()
    {
        ["job"] = outcome.Job,
        ["from"] = outcome.From,
        ["to"] = outcome.To,
        ["public"] = outcome.Shown,
        ["result"] = outcome.Result.ToString(),
        ["notCaughtUp"] = Texts(outcome.Lags.Select(l => l.Text)),
        ["definition"] = outcome.Comparison is not { } changed ? null
            : new JsonObject { ["removed"] = Texts(changed.Removed), ["added"] = Texts(changed.Added) },
        ["schema"] = Texts(outcome.Comparison?.Schema.Differences ?? []),
        ["rows"] = outcome.Comparison?.Answers is not { } a ? null
            : new JsonObject { ["onlyInFrom"] = a.OnlyOld, ["onlyInTo"] = a.OnlyNew, ["equal"] = a.Equal, ["different"] = a.Different },
        ["columns"] = new JsonObject((outcome.Comparison?.Answers?.Columns ?? [])
            .Select(c => KeyValuePair.Create(c.Column, (JsonNode?)c.Rows))),
        ["examples"] = new JsonArray([.. (outcome.Comparison?.Answers?.Examples ?? []).Select(Json)]),
        ["notes"] = Texts(outcome.Notes),
    };

    private static IEnumerable<string> Lines(SwitchOutcome outcome)
    {
        if (outcome.Result == SwitchResult.AlreadyPublic)
        {
            return [$"{outcome.Job}: {outcome.To} is the public version already"];
        }

        return [$"{outcome.Job}: {outcome.From} (public) -> {outcome.To}", .. Compared(outcome), .. outcome.Notes.Select(n => $"note: {n}"),
            .. outcome.Lags.Select(l => $"not caught up: {l.Text}"), Ending(outcome)];
    }

    private static IEnumerable<string> Compared(SwitchOutcome outcome)
    {
        if (outcome.Comparison is not { } comparison)
        {
            yield break;
        }

        foreach (var line in Changes(comparison.Removed, '-').Concat(Changes(comparison.Added, '+')))
        {
            yield return line;
        }

        foreach (var difference in comparison.Schema.Differences)
        {
            yield return $"schema: {difference}";
        }

        if (comparison.Answers is not { } answers)
        {
            if (!comparison.Schema.Comparable)
            {
                yield return "the rows were not compared: keys and window are not the same";
            }

            yield break;
        }

        yield return $"rows: {EpochText.Number(answers.Equal)} equal, {EpochText.Number(answers.Different)} with other values, "
            + $"{EpochText.Number(answers.OnlyOld)} only in {outcome.From}, {EpochText.Number(answers.OnlyNew)} only in {outcome.To}";
        if (answers.Columns.Count > 0)
        {
            yield return "columns that differ: "
                + string.Join(", ", answers.Columns.Select(c => $"{c.Column} in {EpochText.Count(c.Rows, "row")}"));
        }

        foreach (var example in answers.Examples)
        {
            yield return $"for example {Row(example, outcome)}";
        }
    }

    private static string Row(DifferentAnswer row, SwitchOutcome outcome)
    {
        var key = row.Keys.Count == 0 ? "the one row" : string.Join(", ", row.Keys.Select(k => $"{k.Column}={k.Value}"));
        return key + (row.InOld && row.InNew ? ": " + string.Join(", ",
            row.Columns.Select(c => $"{c.Column} {c.Old ?? "null"} -> {c.New ?? "null"}"))
            : $": only in {(row.InOld ? outcome.From : outcome.To)} "
                + $"({string.Join(", ", row.Columns.Select(c => $"{c.Column} = {c.Old ?? c.New}"))})");
    }

    private static string Ending(SwitchOutcome outcome) => outcome.Result switch
    {
        SwitchResult.Switched =>
            $"SWITCHED: {outcome.Job}, {outcome.Job}_scan and {outcome.Job}_rows show {outcome.To}. The way back: jobs switch --job "
                + $"{outcome.Job} --to {outcome.From}",
        SwitchResult.DryRun =>
            $"nothing was switched: --dry-run{(outcome.Lags.Count > 0 ? "; without it the switch would be refused" : "")}",
        SwitchResult.Refused => $"REFUSED, {outcome.Shown} stays public: {outcome.To} has not caught up. --force switches all the same",
        _ => $"somebody else switched to {outcome.Shown} at the same time; that is what is public now",
    };

    private static IEnumerable<string> Changes(IReadOnlyList<string> lines, char sign) =>
        lines.Take(MostLines).Select(l => $"{sign} {(l.Length > LongestLine ? l[..LongestLine] + "..." : l)}")
        .Concat(lines.Count > MostLines ? [$"{sign} and {lines.Count - MostLines} lines more"] : []);

    private static JsonNode Json(DifferentAnswer row) => new JsonObject
    {
        ["key"] = new JsonObject(row.Keys.Select(k => KeyValuePair.Create(k.Column, (JsonNode?)k.Value))),
        ["inFrom"] = row.InOld,
        ["inTo"] = row.InNew,
        ["columns"] =
            new JsonObject(
            row.Columns.Select(c => KeyValuePair.Create(c.Column, (JsonNode?)new JsonObject { ["from"] = c.Old, ["to"] = c.New }))),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
