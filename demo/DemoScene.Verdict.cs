using Unified.Demo.Shared;
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

    private Task<IReadOnlyList<string>> LedgerProblemsAsync(JobPlan plan, CancellationToken cancellation) =>
        LedgerCheck.ProblemsAsync(plan, _database, _topics.Where(t => plan.Sources.Any(s => s.Name == t.Source.Name))
            .SelectMany(t => Enumerable.Range(0, t.Source.Partitions)
                .Select(p => (new LogPartition(t.Source.Name, p), (long)t.Producer.Progress.RecordsOf(p)))), cancellation);
}
