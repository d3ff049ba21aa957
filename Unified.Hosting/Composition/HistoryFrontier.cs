using System.Collections.Concurrent;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.Manifests;
using Unified.Time;
using Unified.Types;

namespace Unified.Hosting.Composition;

/// <summary>Which history days there are, and whether they are still what was computed, is seen in the folder itself.</summary>
internal sealed class HistoryFrontier(HistoryDataset history, HistoryAudit audit, TimeProvider time) : ISourceFrontier
{
    /// <summary>The footers of a long history take a while to read, and every request for rows asks.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>A folder of many days, perhaps on a network, is not walked for every request.</summary>
    private static readonly TimeSpan FreshDays = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Source, long Until), (long At, IReadOnlyCollection<int>? Days)> _days = new();
    private readonly ConcurrentDictionary<(string Job, string Version, string Source), Audited> _audited = new();

    /// <inheritdoc />
    public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(SourceSchema source, CancellationToken cancellation)
    {
        if (source.HistoryUntil is not { } until)
        {
            return ValueTask.FromResult<IReadOnlyCollection<int>?>([]);
        }

        var now = time.GetTimestamp();
        if (!_days.TryGetValue((source.Name, until), out var last) || time.GetElapsedTime(last.At, now) >= FreshDays)
        {
            _days[(source.Name, until)] = last = (now, Days(source, until));
        }

        return ValueTask.FromResult(last.Days);
    }

    private int[]? Days(SourceSchema source, long until)
    {
        try
        {
            return [.. history.Days(source).Where(day => day < Timestamps.Day(until))];
        }
        catch (DataException)
        {
            // The folder is not here: which days belong into the answer is unknown, which is no reason not to answer.
            return null;
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<IncompleteReason>> HistoryProblemsAsync(
        SourceSchema source, Manifest manifest, CancellationToken cancellation)
    {
        if (source.History is null)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var known = _audited.TryGetValue((manifest.Job, manifest.Version, source.Name), out var last)
            && last.Manifest == manifest.Id && !last.Problems.IsFaulted;
        if (!known || (last!.Problems.IsCompleted && now - last.At >= Fresh))
        {
            // The work is not stopped because one of those who want it goes away: whoever asks next gets the same.
            last = new Audited(manifest.Id, now, Task.Run(() => AuditAsync(source, manifest), CancellationToken.None),
                known ? last!.Answer : null);
            _audited[(manifest.Job, manifest.Version, source.Name)] = last;
        }

        // Only the first look at a manifest is waited for; then the last answer serves everybody until the next one is there.
        return last.Answer ?? await last.Problems.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<IncompleteReason>> AuditAsync(SourceSchema source, Manifest manifest)
    {
        try
        {
            return (await audit.RunAsync(source, manifest, CancellationToken.None).ConfigureAwait(false)).Reasons;
        }
        catch (DataException)
        {
            return []; // as above
        }
    }

    /// <summary>A look at a manifest.</summary>
    /// <param name="Manifest">The manifest.</param>
    /// <param name="At">When it began.</param>
    /// <param name="Problems">What it finds.</param>
    /// <param name="Before">What the look before it found, or null when there was none.</param>
    private sealed record Audited(
        Guid Manifest, DateTimeOffset At, Task<IReadOnlyList<IncompleteReason>> Problems, IReadOnlyList<IncompleteReason>? Before)
    {
        /// <summary>What is known by now, or null.</summary>
        public IReadOnlyList<IncompleteReason>? Answer =>
            Problems.IsCompletedSuccessfully ? Problems.Result : Problems.IsFaulted ? null : Before;
    }
}
