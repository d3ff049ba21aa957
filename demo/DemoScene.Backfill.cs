using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Demo.Shared;

namespace Unified.Demo;

/// <summary>T+1 runs, as Hangfire makes them.</summary>
internal sealed partial class DemoScene
{
    public async Task BackfillHistoryAsync(CancellationToken cancellation)
    {
        foreach (var outcome in await TriggerAllAsync("history", cancellation).ConfigureAwait(false))
        {
            Expect(outcome.Result == ReconcileResult.Promoted, $"{outcome.Job}: history is in the answer (manifest {outcome.ManifestSeq})",
                $"{outcome.Job}: history was not promoted: {outcome.Result}");
        }
    }

    public async Task PromoteFirstPartAsync(CancellationToken cancellation)
    {
        await WaitForArchiveAsync(cancellation).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = WatchAnswerAsync(stop.Token);
        foreach (var outcome in await TriggerAllAsync("complete epochs of the log", cancellation).ConfigureAwait(false))
        {
            Expect(outcome.Result == ReconcileResult.Promoted,
                $"{outcome.Job}: {Number(outcome.RowsCompared)} rows of the stream proved equal, then promoted (manifest "
                    + $"{outcome.ManifestSeq})",
                $"{outcome.Job}: not promoted: {outcome.Result} {string.Join("; ", outcome.Differences.Select(d => d.Message))}");
        }

        await stop.CancelAsync().ConfigureAwait(false);
        var (answers, wrong) = await watching.ConfigureAwait(false);
        Expect(answers > 0 && wrong.Count == 0, $"Meanwhile the API answered {answers} times, always with the same total",
            $"The API answered with other totals meanwhile: {string.Join("; ", wrong.Take(3))}");
    }

    private async Task<IReadOnlyList<ReconcileOutcome>> TriggerAllAsync(string what, CancellationToken cancellation)
    {
        // This tells how the runs ended; the log would tell it again.
        var scheduler = _runtime.New<HangfireScheduler>(_jobs.Plans, NullLogger<HangfireScheduler>.Instance);
        await using (scheduler.ConfigureAwait(false))
        {
            scheduler.Start();
            var outcomes = new List<ReconcileOutcome>();
            foreach (var plan in _jobs.Plans)
            {
                outcomes.Add(await scheduler.TriggerAsync(plan.Job, who: "demo", why: what, progress: new Telling(_console),
                    cancellation: cancellation).ConfigureAwait(false));
            }

            return outcomes;
        }
    }

    /// <summary>Asks for the whole lifetime table again and again; nothing is produced meanwhile, so its total must not move.</summary>
    private async Task<(int Answers, List<string> Wrong)> WatchAnswerAsync(CancellationToken cancellation)
    {
        var (answers, wrong) = (0, new List<string>());
        var expected = await TotalAsync(cancellation).ConfigureAwait(false);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var now = await TotalAsync(cancellation).ConfigureAwait(false);
                answers++;
                if (now.Sum != expected.Sum || !now.Complete)
                {
                    wrong.Add($"{now.Sum} at manifest {now.Seq} instead of {expected.Sum}");
                }

                await PauseAsync(0.02, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return (answers, wrong);
    }

    private Task<DemoApi.Answer> TotalAsync(CancellationToken cancellation) =>
        _api.RowsAsync("route_totals", "limit=10000", "flights", cancellation);

    private void Expect(bool holds, string good, string bad)
    {
        if (holds)
        {
            _console.Good(good);
        }
        else
        {
            _console.Bad(bad);
            _failures.Add(bad);
        }
    }

    /// <summary>Unlike Progress&lt;T&gt; it keeps the order of what is reported.</summary>
    private sealed class Telling(DemoConsole console) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value) => console.Progress(string.Create(CultureInfo.InvariantCulture,
            $"{value.Job}: slice {value.Done} of {value.Total} ({value.Slice}), {value.Events:N0} events, {value.Rows:N0} rows, "
                + $"{value.Elapsed.TotalSeconds:0.0} s"));
    }
}
