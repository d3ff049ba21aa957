using System.Globalization;
using Unified.Epochs;
using Unified.Lowering;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Demo;

/// <summary>The last word: DuckDB and the ledger.</summary>
internal sealed partial class DemoScene
{
    public async Task<DemoVerdict> CompareAsync(CancellationToken cancellation)
    {
        long rows = 0, equal = 0, drift = 0;
        var ledger = new List<string>();
        // The truth is the original data, not what any of our own parts wrote.
        OracleInput[] truth = [.. _topics.Select(t => new OracleInput($"({t.Data.Select(t.Days)})", null) { Log = t.Source.Name })];
        foreach (var plan in _jobs.Plans)
        {
            var result = await AnswerComparison.RunAsync(plan, _database, truth, cancellation).ConfigureAwait(false);
            Expect(result.Drift == 0,
                $"{plan.Job}: {Number(result.Equal)} of {Number(result.Rows)} rows equal in all {plan.Outputs.Length} columns",
                $"{plan.Job}: {Number(result.Drift)} rows differ");
            foreach (var example in result.Examples)
            {
                _console.Say(example);
            }

            (rows, equal, drift) = (rows + result.Rows, equal + result.Equal, drift + result.Drift);
            ledger.AddRange(await LedgerProblemsAsync(plan, cancellation).ConfigureAwait(false));
        }

        var quarantined = await _database.SingleAsync(
            $"SELECT toInt64(count()) FROM {_database.Table(QuarantineTable.Table.Name)} FINAL WHERE job = ''", r => r.GetInt64(0),
            cancellation).ConfigureAwait(false);
        return new DemoVerdict(rows, equal, drift, quarantined, _topics.Sum(t => (long)t.Events.Undecodable), ledger, _failures);
    }

    /// <summary>Every record that was produced is accounted for by the job's ledger, in every epoch and partition.</summary>
    private async Task<IReadOnlyList<string>> LedgerProblemsAsync(JobPlan plan, CancellationToken cancellation)
    {
        var entries = await _database.QueryAsync(
            $"SELECT log, p, epoch, read, emitted, filtered, quarantined FROM {_database.Table(LedgerTable.Table.Name)} FINAL "
            + $"WHERE job = '{plan.Job}' AND version = '{plan.Version}' AND layer = 'stream' ORDER BY log, p, epoch",
            r => (Epoch: new EpochId(new LogPartition(r.GetString(0), r.GetInt32(1)), r.GetInt64(2)),
                Counts: new LedgerCounts(r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6))),
            cancellation).ConfigureAwait(false);
        var problems = entries.Where(e => !e.Counts.Balanced)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{plan.Job}, {e.Epoch}: {e.Counts} does not add up")).ToList();
        problems.AddRange(_topics.Where(t => plan.Sources.Any(s => s.Name == t.Source.Name))
            .SelectMany(t => Enumerable.Range(0, t.Source.Partitions)
                .Select(p => (Id: new LogPartition(t.Source.Name, p), Produced: t.Producer.Progress.RecordsOf(p))))
            .Select(x => (x.Id, x.Produced, Read: entries.Where(e => e.Epoch.Partition == x.Id).Sum(e => e.Counts.Read)))
            .Where(x => x.Read != x.Produced)
            .Select(x => string.Create(CultureInfo.InvariantCulture, $"{plan.Job}, {x.Id}: {x.Produced} records produced, {x.Read} read")));
        return problems;
    }
}
