using System.Collections.Concurrent;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Serving.Api;
using Unified.Time;

namespace Unified.Hosting.Composition;

/// <summary>Which history days there are, and whether they are still what was computed, is seen in the folder itself.</summary>
internal sealed class HistoryFrontier(HistoryDataset history, HistoryAudit audit, TimeProvider time) : ISourceFrontier
{
    /// <summary>The footers of a long history take a while to read, and every request for rows asks.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Job, string Version), Audited> _audited = new();

    /// <inheritdoc />
    public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(JobPlan plan, CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult<IReadOnlyCollection<int>?>(
                plan.Source.HistoryUntil is { } until ? [.. history.Days(plan.Source).Where(day => day < Timestamps.Day(until))] : []);
        }
        catch (DataException)
        {
            // The folder is not here: which days belong into the answer is unknown, which is no reason not to answer.
            return ValueTask.FromResult<IReadOnlyCollection<int>?>(null);
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<string>> HistoryProblemsAsync(JobPlan plan, Manifest manifest, CancellationToken cancellation)
    {
        if (plan.Source.History is null)
        {
            return [];
        }

        var now = time.GetUtcNow();
        if (!_audited.TryGetValue((plan.Job, plan.Version), out var last) || last.Manifest != manifest.Id || now - last.At >= Fresh || last.Problems.IsFaulted)
        {
            // Whoever asks next waits for the same: the work is not stopped because one of those who want it goes away.
            last = new Audited(manifest.Id, now, AuditAsync(plan, manifest));
            _audited[(plan.Job, plan.Version)] = last;
        }

        return await last.Problems.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> AuditAsync(JobPlan plan, Manifest manifest)
    {
        try
        {
            return (await audit.RunAsync(plan, manifest, CancellationToken.None).ConfigureAwait(false)).Problems;
        }
        catch (DataException)
        {
            return []; // as above
        }
    }

    private sealed record Audited(Guid Manifest, DateTimeOffset At, Task<IReadOnlyList<string>> Problems);
}
