using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Time;

namespace Unified.Serving.Manifests;

/// <summary>Reads job states.</summary>
internal sealed class JobStates(
    IStatements server, ClickHouseManifestStore manifests, ISourceFrontier? source, Func<CancellationToken, Task>? ready = null,
    QuarantineLimits? limits = null)
{
    /// <summary>How many promoted epochs of a partition still count as the newest.</summary>
    private const int NewestEpochs = 64;

    private volatile bool _readable;

    public JobStates(
        ClickHouseDatabase database, ClickHouseManifestStore manifests, ISourceFrontier? source, QuarantineLimits? limits = null)
        : this(new ClickHouseStatements(database), manifests, source, new DatabaseSchema(database).RequireAsync, limits)
    {
    }

    /// <summary>
    /// The state now. Read it before the rows: the ledger is written after them, so that what the frontier claims is in every later read.
    /// </summary>
    public Task<JobState> ReadAsync(JobPlan plan, CancellationToken cancellation) => ReadAsync(DefinitionVersion.Of(plan), cancellation);

    /// <inheritdoc cref="ReadAsync(JobPlan, CancellationToken)"/>
    public async Task<JobState> ReadAsync(DefinitionVersion definition, CancellationToken cancellation)
    {
        if (!_readable)
        {
            await (ready?.Invoke(cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
            _readable = true;
        }

        var manifest = await manifests.CurrentAsync(new VersionKey(definition.Job, definition.Version), cancellation).ConfigureAwait(false);
        // Some epochs more than the stream owns: they say what of the newest events is in no answer.
        var newest = (await new Ledgers(server).StreamAsync(definition, Before(manifest.Cut), cancellation).ConfigureAwait(false))
            .Select(e => e.Ledger).ToArray();
        var ledger = newest.Where(e => Ownership.StreamOwns(manifest.Cut, e.Epoch)).ToArray();
        var entries = ledger.GroupBy(e => e.Epoch.Partition).ToDictionary(g => g.Key, g => g.ToArray());
        var frontier = new SortedDictionary<LogPartition, long>();
        var reasons = new List<IncompleteReason>();
        var declared = definition.Sources.SelectMany(s => Enumerable.Range(0, s.Partitions).Select(s.Partition));
        foreach (var p in declared.Union(manifest.Cut.Epochs.Keys).Union(entries.Keys))
        {
            frontier[p] = Frontier(definition, manifest.Cut.Of(p), p, entries.GetValueOrDefault(p) ?? [], reasons);
        }

        reasons.AddRange(await new StoredRows(server).MissingAsync(manifest, ledger, cancellation).ConfigureAwait(false));
        foreach (var history in definition.Sources.Where(s => s.History is not null))
        {
            await AddHistoryAsync(history, manifest, reasons, cancellation).ConfigureAwait(false);
        }

        var begins = frontier.Keys.ToDictionary(p => p, p => definition.FirstOffset(p, manifest.Origin.Of(p)));
        var notes = Notes(definition, manifest).ToList();
        LogFreshness.AddUncounted(newest, notes, reasons, limits ?? QuarantineLimits.Default);
        reasons.AddRange(await DamagedRows.KnownAsync(server, manifest, cancellation).ConfigureAwait(false));
        var state = new JobState(manifest, frontier, begins, notes, reasons);
        HashSet<LogPartition> read =
            [.. entries.Keys, .. manifest.Cut.Epochs.Where(e => e.Value > manifest.Origin.Of(e.Key)).Select(e => e.Key)];
        return source is null ? state
            : await new LogFreshness(server, source).AddAsync(state, definition, read, cancellation).ConfigureAwait(false);
    }

    private static Cut Before(Cut cut) => cut.Epochs.Aggregate(cut, (c, e) => c.With(e.Key, Math.Max(0, e.Value - NewestEpochs)));

    // Not a reason for being incomplete: it would stand for ever, and nothing could be done about it. But no answer may hide it.
    private static IEnumerable<string> Notes(DefinitionVersion definition, Manifest manifest)
    {
        foreach (var (partition, epoch) in manifest.Origin.Epochs.Where(e => e.Value > 0))
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{partition}: begins at epoch {epoch} (offset {definition.FirstOffset(partition, epoch)}); ")
                + "what the topic had before is not in the answer";
        }

        if (manifest.KeptFrom is { } day)
        {
            yield return $"rows of days before {Timestamps.FormatDay(day)} have been kept for their time and are in the answer no longer";
        }
    }

    /// <summary>The offset up to which the stream has read without a hole, from the cut on.</summary>
    private static long Frontier(
        DefinitionVersion definition, long cut, LogPartition partition, EpochLedger[] entries, List<IncompleteReason> reasons)
    {
        var reached = definition.FirstOffset(partition, cut);
        var expected = cut;
        foreach (var entry in entries)
        {
            var first = definition.FirstOffset(partition, entry.Epoch.Epoch);
            if (entry.Epoch.Epoch > expected || reached < first)
            {
                reasons.Add(new UnreadOffsets(partition, reached, first));
                return reached;
            }

            reached = entry.Covered;
            expected = entry.Epoch.Epoch + 1;
        }

        return reached;
    }

    private async Task AddHistoryAsync(SourceSchema log, Manifest manifest, List<IncompleteReason> reasons, CancellationToken cancellation)
    {
        var expected = source is null ? null : await source.HistoryDaysAsync(log, cancellation).ConfigureAwait(false);
        var missing = expected?.Where(d => !manifest.HistoryDays.Contains(new HistoryDay(log.Name, d))).Order().ToArray() ?? [];
        if (missing.Length > 0)
        {
            reasons.Add(new MissingHistory(log.Name, missing.Length, missing[0]));
        }
        else if (expected is null && !manifest.HistoryDays.Any(d => d.Log == log.Name))
        {
            reasons.Add(new NoHistory(log.Name));
        }

        reasons.AddRange(source is null ? [] : await source.HistoryProblemsAsync(log, manifest, cancellation).ConfigureAwait(false));
    }
}
