using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.Plans;

namespace Unified.Batch.Native;

/// <summary>
/// The batch scheduler of the step function: runs it over the files of a slice, many epochs at once, and writes the rows of the slice.
/// Repeating a slice writes the same rows in place of the first. Thread-safe.
/// </summary>
public sealed class SliceRunner
{
    // Of the process, not of this runner: compiling a plan costs more than running it over a small slice.
    private static readonly ConditionalWeakTable<JobPlan, StageProgram> Programs = [];

    private readonly HistoryDataset _history;
    private readonly IArchiveReader _archive;
    private readonly IRowTables _tables;
    private readonly SliceLimits _limits;

    /// <param name="history">Where history is read from.</param>
    /// <param name="archive">Where epochs are read from.</param>
    /// <param name="tables">Where rows are written to.</param>
    public SliceRunner(HistoryDataset history, IArchiveReader archive, IRowTables tables)
        : this(history, archive, tables, SliceLimits.Default)
    {
    }

    internal SliceRunner(HistoryDataset history, IArchiveReader archive, IRowTables tables, SliceLimits limits) =>
        (_history, _archive, _tables, _limits) = (history, archive, tables, limits);

    /// <summary>Computes a slice and writes its rows, its ledger and its rejected events.</summary>
    /// <exception cref="DataException">The data cannot be computed; retrying does not help.</exception>
    public async Task<SliceResult> RunAsync(JobPlan plan, ulong generation, Slice slice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var files = Files(plan, slice);
        var excluded = slice is LogSlice { Partition.Log: var name }
            ? await _tables.ExcludedAsync(plan, name, cancellation).ConfigureAwait(false) : [];
        using var work = new SliceWork(Open(plan, slice, excluded), _limits);
        switch (slice)
        {
            case HistorySlice day: ReadDay(plan, day, work, cancellation); break;
            case LogSlice log: ReadEpochs(plan, log, work, cancellation); break;
        }

        // Of what was read in between nobody could say which files it was.
        if (slice is HistorySlice read && HistoryChange.Between(read.Of, files, Files(plan, read)) is { } change)
        {
            throw new TransientException($"Job '{plan.Job}': the files of slice {slice} changed while they were read ({change}). "
                + "Nothing was written; run it again when the folder is at rest.");
        }

        // Quarantine first: a slice that is marked done has nothing left to write. A crash in between repeats the slice, and the quarantine
        // keeps a record once.
        if (work.Rejected.Count > 0)
        {
            await _tables.QuarantineAsync(work.Rejected, cancellation).ConfigureAwait(false);
        }

        var rows = new SliceRows(generation, slice, work.Rows(), work.Ledger) { Files = files };
        await _tables.WriteSliceAsync(plan, rows, cancellation).ConfigureAwait(false);
        return new SliceResult(work.Counts, work.RowCount);
    }

    /// <summary>
    /// The rows of complete epochs as the stream must have them, from the archive: what repairs a stored row that is wrong. Upserting them
    /// again is harmless. Lazy: one epoch is in memory at a time; the receiver disposes of the rows.
    /// </summary>
    public IEnumerable<EpochRows> RecomputeEpochs(JobPlan plan, IEnumerable<EpochId> epochs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        StageRun? run = null;
        foreach (var epoch in epochs)
        {
            run = run?.Partition == epoch.Partition ? run : Open(plan, epoch.Partition, EventOrigin.Log,
                _tables.ExcludedAsync(plan, epoch.Partition.Log, cancellation).GetAwaiter().GetResult());
            foreach (var events in Events(plan, epoch, cancellation))
            {
                run.Add(events);
            }

            var source = plan.Source(epoch.Partition);
            run.AddUndecodable(_archive.Counts(source, epoch).Quarantined);
            var ledger = new EpochLedger(epoch, source.Epochs.End(epoch.Epoch), run.Counts)
            {
                Foreign = run.Foreign,
                Rows = run.RowCount,
                RowsCovered = run.RowCount > 0 ? source.Epochs.End(epoch.Epoch) : 0,
            };
            yield return new EpochRows(ledger, run.Close(changedOnly: false).Rows);
        }
    }

    private ImmutableArray<HistoryFile> Files(JobPlan plan, Slice slice) =>
        slice is HistorySlice { Log: var log, Day: var day } ? _history.Fingerprint(plan.Source(log), day) : [];

    private void ReadDay(JobPlan plan, HistorySlice slice, SliceWork work, CancellationToken cancellation)
    {
        foreach (var batch in _history.Read(plan.Source(slice.Log), slice.Day, plan.Input(slice.Log).Columns.Items))
        {
            using (batch.Events)
            {
                cancellation.ThrowIfCancellationRequested();
                work.Add(batch);
            }
        }

        work.Close(new EpochId(plan.Source(slice.Log).Partition(LogPartition.History), slice.Day), covered: 0);
    }

    private void ReadEpochs(JobPlan plan, LogSlice slice, SliceWork work, CancellationToken cancellation)
    {
        var source = plan.Source(slice.Partition);
        for (var number = slice.First; number < slice.End; number++)
        {
            var epoch = new EpochId(slice.Partition, number);
            foreach (var events in Events(plan, epoch, cancellation))
            {
                work.Add(events);
            }

            // Whoever reads the log puts them into the quarantine; a job that never read these offsets from the log has them from here.
            // They are kept once.
            if (_archive.Counts(source, epoch).Quarantined is var undecodable and > 0)
            {
                work.AddUndecodable(undecodable, _archive.Quarantined(source, epoch));
            }

            work.Close(epoch, source.Epochs.End(number));
        }
    }

    /// <summary>The events of an epoch in batches, each until the next is asked for.</summary>
    private IEnumerable<RecordBatch> Events(JobPlan plan, EpochId epoch, CancellationToken cancellation)
    {
        foreach (var events in _archive.Read(plan.Source(epoch.Partition), epoch, plan.Input(epoch.Partition.Log).Columns.Items))
        {
            using (events)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return events;
            }
        }
    }

    private static StageRun Open(JobPlan plan, Slice slice, IReadOnlyList<Exclusion> excluded) => slice switch
    {
        HistorySlice day => Open(plan, new LogPartition(day.Log, LogPartition.History), EventOrigin.History, []),
        LogSlice log => Open(plan, log.Partition, EventOrigin.Log, excluded),
        _ => throw new InternalException($"Slice {slice} has no runner."),
    };

    private static StageRun Open(JobPlan plan, LogPartition partition, EventOrigin origin, IReadOnlyList<Exclusion> excluded) =>
        Programs.GetValue(plan, StageProgram.Compile).Open(partition, origin, StageState.Empty, excluded);
}
