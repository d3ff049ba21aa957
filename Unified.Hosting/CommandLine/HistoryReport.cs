using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Time;
using Unified.Types;

namespace Unified.Hosting.CommandLine;

/// <summary>How a job's history and its answer agree, for people and for programs.</summary>
/// <param name="Problems">Why the answer is not complete.</param>
/// <param name="Notes">What is worth knowing although nothing is known to be missing.</param>
internal sealed record HistoryReport(IReadOnlyList<string> Problems, IReadOnlyList<string> Notes, IReadOnlyList<HistoryChange> Changes)
{
    public static async Task<HistoryReport> ReadAsync(
        HistoryAudit audit, ClickHouseDatabase database, JobPlan plan, Manifest manifest, CancellationToken cancellation)
    {
        var reports = new List<HistoryReport>();
        foreach (var source in plan.Sources.Where(s => s.HistoryUntil is not null))
        {
            reports.Add(await ReadAsync(audit, database, plan, source, manifest, cancellation).ConfigureAwait(false));
        }

        return new HistoryReport(
            [.. reports.SelectMany(r => r.Problems)], [.. reports.SelectMany(r => r.Notes)], [.. reports.SelectMany(r => r.Changes)]);
    }

    private static async Task<HistoryReport> ReadAsync(
        HistoryAudit audit, ClickHouseDatabase database, JobPlan plan, SourceSchema source, Manifest manifest,
            CancellationToken cancellation)
    {
        var until = source.HistoryUntil!.Value;
        try
        {
            var findings = await audit.RunAsync(source, manifest, cancellation).ConfigureAwait(false);
            var foreign = await ForeignAsync(database, plan, source, manifest, cancellation).ConfigureAwait(false);
            var border = Timestamps.FormatDay(Timestamps.Day(until));
            string[] notes =
            [
                .. findings.Notes,
                .. foreign.History == 0 ? []
                    : new[] { $"history: {EpochText.Count(foreign.History, "event")} in folders before the border {border}, with times on "
                        + $"or after it, are not counted: the log must have them" },
                .. foreign.Log == 0 ? []
                    : new[] { $"log: {EpochText.Count(foreign.Log, "event")} with times before the border {border} are not counted: "
                        + $"history must have them" },
            ];
            return new HistoryReport(findings.Problems, notes, findings.Changes);
        }
        catch (DataException missing)
        {
            // The other layers' state is worth showing without the folder.
            return new HistoryReport([], ["history: it was not looked at. " + missing.Message], []);
        }
    }

    public string Text => string.Concat(Problems.Concat(Notes).Select(line => "\n  " + line));

    public JsonObject Json => new()
    {
        ["problems"] = Strings(Problems),
        ["notes"] = Strings(Notes),
        ["changes"] = new JsonArray([.. Changes.Select(c => (JsonNode)new JsonObject
        {
            ["log"] = c.Day.Log,
            ["day"] = Timestamps.FormatDay(c.Day.Day),
            ["added"] = Strings(c.Added),
            ["removed"] = Strings(c.Removed),
            ["changed"] = Strings(c.Changed),
        })]),
    };

    public static JsonArray Strings(IEnumerable<string> lines) => new([.. lines.Select(l => (JsonNode)l)]);

    private static async Task<(long History, long Log)> ForeignAsync(
        ClickHouseDatabase database, JobPlan plan, SourceSchema source, Manifest manifest, CancellationToken cancellation)
    {
        var promoted = manifest.HistoryDays.Where(d => d.Log == source.Name).Select(d => d.Day.ToString(CultureInfo.InvariantCulture))
            .ToList();
        var days = promoted.Count == 0 ? "0" : $"epoch IN ({string.Join(", ", promoted)})";
        var sums = (await database.QueryAsync(
            "SELECT layer, sum(events) FROM (SELECT layer, p, epoch, argMax(foreign_events, (generation, covered)) AS events "
            + $"FROM {database.Table(Serving.Schema.LedgerTable.Table.Name)} FINAL WHERE job = '{plan.Job}' AND version = "
            + $"'{plan.Version}' AND log = '{source.Name}' "
            + $"AND (layer = 'stream' OR p = {LogPartition.History} AND {days}) GROUP BY layer, p, epoch) GROUP BY layer",
            r => (Layer: r.GetString(0), Events: r.GetInt64(1)), cancellation).ConfigureAwait(false))
                .ToDictionary(s => s.Layer, s => s.Events);
        return (sums.GetValueOrDefault("batch"), sums.GetValueOrDefault("stream"));
    }
}
