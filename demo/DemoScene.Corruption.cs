using System.Globalization;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Hosting.CommandLine;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Proof;
using Unified.Serving.Rows;

namespace Unified.Demo;

/// <summary>Breaks one stored row, and shows that it cannot get past the proof.</summary>
internal sealed partial class DemoScene
{
    public async Task CorruptAndRepairAsync(CancellationToken cancellation)
    {
        var victim = _jobs.Select(["airport_delays"])[0];
        await CorruptAsync(victim, cancellation).ConfigureAwait(false);
        var before = await _manifests.CurrentAsync(victim, cancellation).ConfigureAwait(false);
        var outcomes = await TriggerAllAsync("after the corruption", cancellation).ConfigureAwait(false);
        foreach (var outcome in outcomes.Where(o => o.Job != victim.Job))
        {
            Expect(outcome.Result == ReconcileResult.Promoted,
                $"{outcome.Job}, which was not touched: {Number(outcome.RowsCompared)} rows proved equal and promoted",
                $"{outcome.Job}: {outcome.Result}");
        }

        var refused = outcomes.Single(o => o.Job == victim.Job);
        var after = await _manifests.CurrentAsync(victim, cancellation).ConfigureAwait(false);
        Expect(refused.Result == ReconcileResult.Refused && refused.Differences.Count > 0 && after.Seq == before.Seq,
            $"{victim.Job}: the promotion is REFUSED, manifest {after.Seq} stays; this is what the proof says:",
                $"{victim.Job}: the corruption was not refused: {refused.Result}");
        foreach (var difference in refused.Differences.Take(3))
        {
            _console.Say(difference.Message);
        }

        var epochs = refused.Differences.SelectMany(d => d.Epochs).Distinct().Order().ToList();
        _console.Say($"Recomputing from the archive {EpochText.Ranges(epochs)}");
        var recomputed = _runtime.Get<SliceRunner>().RecomputeEpochs(victim, epochs, cancellation);
        await _runtime.Get<StreamRepair>().RepairAsync(victim, [.. recomputed], cancellation).ConfigureAwait(false);
        var repaired = (await TriggerAllAsync("after the repair", cancellation).ConfigureAwait(false)).Single(o => o.Job == victim.Job);
        Expect(repaired.Result == ReconcileResult.Promoted,
            $"{victim.Job}: {Number(repaired.RowsCompared)} rows proved equal and promoted after the repair",
            $"{victim.Job}: not promoted after the repair: {repaired.Result} "
                + $"{string.Join("; ", repaired.Differences.Select(d => d.Message))}");
    }

    /// <summary>Counts one flight more in a row of a complete epoch that is not promoted yet, as a bug or a bad disk might.</summary>
    private async Task CorruptAsync(JobPlan plan, CancellationToken cancellation)
    {
        var cut = (await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false)).Cut;
        var tables = new JobTables(_database, plan);
        var epoch = cut.Of(new LogPartition(plan.Sources[0].Name, 0)).ToString(CultureInfo.InvariantCulture);
        var where = $"{SystemColumns.Log} = '{plan.Sources[0].Name}' AND {SystemColumns.Partition} = 0 AND {SystemColumns.Epoch} = {epoch}";
        var (origin, day, flights) = await _database.SingleAsync(
            $"SELECT origin, toString(toDate(day)), flights__n FROM {tables.Stream} FINAL WHERE {where} ORDER BY flights__n DESC, origin, "
                + $"day LIMIT 1",
            r => (r.GetString(0), r.GetString(1), r.GetInt64(2)), cancellation).ConfigureAwait(false);
        await _database.ExecuteAsync(
            $"ALTER TABLE {tables.Stream} UPDATE flights__n = flights__n + 1 WHERE {where} AND origin = '{origin}' AND toDate(day) = "
                + $"'{day}'",
            cancellation, ("mutations_sync", 2)).ConfigureAwait(false);
        _console.Harm(string.Create(CultureInfo.InvariantCulture,
            $"Corrupted one stored row: {plan.Job}, origin {origin}, day {day}, partition 0, epoch {epoch}: flights__n from {flights} to "
                + $"{flights + 1}"));
    }
}
