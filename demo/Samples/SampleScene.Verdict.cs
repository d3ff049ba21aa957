using System.Globalization;
using Unified.Demo.Shared;
using Unified.Serving.Schema;

namespace Unified.Demo.Samples;

/// <summary>The last word: the expected files and the ledger.</summary>
internal sealed partial class SampleScene
{
    private const int RowsShown = 5;

    /// <summary>Compares every answer with its expected file.</summary>
    /// <param name="who">Of which layers the answer is now.</param>
    /// <param name="show">True: the first rows are shown.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Rows of all answers, those that are equal, and those that are different, missing or too many.</returns>
    public async Task<(long Rows, long Equal, long Drift)> CompareAsync(string who, bool show, CancellationToken cancellation)
    {
        (long Rows, long Equal, long Drift) all = default;
        foreach (var plan in _jobs.Plans)
        {
            var expected = _sample.Expected(plan);
            var answer = await AnswerComparison.ViewAsync(plan, _database, cancellation).ConfigureAwait(false);
            var file = $"expected/{plan.Job}.csv";
            var difference = answer.Compare(expected, file);
            Expect(difference.Drift == 0, string.Create(CultureInfo.InvariantCulture,
                $"{plan.Job}, {who}: {difference.Equal:N0} rows equal to {file} in all {plan.Outputs.Length} columns"),
                string.Create(CultureInfo.InvariantCulture, $"{plan.Job}, {who}: {difference.Drift:N0} rows differ from {file}"));
            difference.Examples.ToList().ForEach(_console.Say);
            all = (all.Rows + difference.Rows, all.Equal + difference.Equal, all.Drift + difference.Drift);
            if (show)
            {
                // In the order of the file: a view has none, unless its definition says one.
                Show(expected);
            }
        }

        return all;
    }

    /// <summary>Records that were sent, each accounted for, and what was refused.</summary>
    public async Task<DemoVerdict> VerdictAsync((long Rows, long Equal, long Drift) compared, CancellationToken cancellation)
    {
        var ledger = new List<string>();
        foreach (var plan in _jobs.Plans)
        {
            ledger.AddRange(await LedgerCheck.ProblemsAsync(plan, _database,
                _topics.Where(t => plan.Sources.Any(s => s.Name == t.Source.Name)).SelectMany(t => t.Sent), cancellation)
                .ConfigureAwait(false));
        }

        var refused = await _database.QueryAsync(
            $"SELECT job, reason FROM {_database.Table(QuarantineTable.Table.Name)} FINAL ORDER BY log, p, offset",
            r => (Job: r.GetString(0), Reason: r.GetString(1)), cancellation).ConfigureAwait(false);
        foreach (var (job, reason) in refused)
        {
            _console.Say($"Quarantined{(job.Length == 0 ? "" : $" by {job}")}: {reason}");
        }

        return new DemoVerdict(compared.Rows, compared.Equal, compared.Drift, refused.Count(r => r.Job.Length == 0),
            _topics.Sum(t => (long)t.Undecodable), ledger, _failures)
        { Witness = "the expected files" };
    }

    /// <summary>Leaves all of it running until it is interrupted.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        _console.Say($"Everything keeps running: {_server.Url}. Ctrl+C stops it.");
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation).ConfigureAwait(false);
    }

    private void Show(AnswerRows answer)
    {
        IReadOnlyList<string?>[] lines =
        [
            [.. answer.Plan.Outputs.Select(o => o.Field.Name)], .. answer.Rows.Take(RowsShown),
        ];
        int[] widths = [.. answer.Plan.Outputs.Select((_, i) => lines.Max(line => (line[i] ?? "").Length))];
        foreach (var line in lines)
        {
            _console.Line($"     {string.Join("  ", line.Select((text, i) => (text ?? "").PadRight(widths[i]))).TrimEnd()}");
        }

        if (answer.Rows.Count > RowsShown)
        {
            _console.Line(string.Create(CultureInfo.InvariantCulture, $"     ... {answer.Rows.Count - RowsShown:N0} more"));
        }
    }
}
