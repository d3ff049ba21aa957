using System.Globalization;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Hosting.Demo;

/// <summary>The last word: DuckDB and the ledger.</summary>
internal sealed partial class DemoScene
{
    public async Task<DemoVerdict> CompareAsync(CancellationToken cancellation)
    {
        long rows = 0, equal = 0, drift = 0;
        var ledger = new List<string>();
        // The truth is the original data set, not what any of our own parts wrote.
        var truth = $"(({_flights.Select(_options.History)}) UNION ALL ({_flights.Select(_options.Live)}))";
        foreach (var plan in _runtime.Jobs.Plans)
        {
            var result = await AnswerComparison.RunAsync(plan, _runtime.Database, truth, cancellation).ConfigureAwait(false);
            Expect(result.Drift == 0, $"{plan.Job}: {Number(result.Equal)} of {Number(result.Rows)} rows equal in all {plan.Outputs.Length} columns", $"{plan.Job}: {Number(result.Drift)} rows differ");
            foreach (var example in result.Examples)
            {
                _console.Say(example);
            }

            (rows, equal, drift) = (rows + result.Rows, equal + result.Equal, drift + result.Drift);
            ledger.AddRange(await LedgerProblemsAsync(plan, cancellation).ConfigureAwait(false));
        }

        var quarantined = await _runtime.Database.SingleAsync(
            $"SELECT toInt64(count()) FROM {_runtime.Database.Table(SharedTables.Quarantine)} FINAL WHERE job = ''", r => r.GetInt64(0), cancellation).ConfigureAwait(false);
        return new DemoVerdict(rows, equal, drift, quarantined, _events.Undecodable, ledger, _failures);
    }

    /// <summary>Every record that was produced is accounted for by the job's ledger, in every epoch and partition.</summary>
    private async Task<IReadOnlyList<string>> LedgerProblemsAsync(JobPlan plan, CancellationToken cancellation)
    {
        var entries = await _runtime.Database.QueryAsync(
            $"SELECT p, epoch, read, emitted, filtered, quarantined FROM {_runtime.Database.Table(SharedTables.Ledger)} FINAL "
            + $"WHERE job = '{plan.Job}' AND version = '{plan.Version}' AND layer = 'stream' ORDER BY p, epoch",
            r => (P: r.GetInt32(0), Epoch: r.GetInt64(1), Counts: new Epochs.LedgerCounts(r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5))),
            cancellation).ConfigureAwait(false);
        var problems = entries.Where(e => !e.Counts.Balanced)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{plan.Job}, partition {e.P}, epoch {e.Epoch}: {e.Counts} does not add up")).ToList();
        problems.AddRange(Enumerable.Range(0, Source.Partitions)
            .Select(p => (P: p, Read: entries.Where(e => e.P == p).Sum(e => e.Counts.Read), Produced: _producer.Progress.RecordsOf(p)))
            .Where(x => x.Read != x.Produced)
            .Select(x => string.Create(CultureInfo.InvariantCulture, $"{plan.Job}, partition {x.P}: {x.Produced} records produced, {x.Read} read")));
        return problems;
    }
}
