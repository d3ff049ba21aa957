using System.Runtime.CompilerServices;
using Apache.Arrow;
using Unified.Batch.Parquet;
using Unified.Batch.Engines;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.Plans;

namespace Unified.Batch.Native;

/// <summary>
/// The batch scheduler of the step function: runs it over the files of a slice, many epochs at once. Thread-safe.
/// </summary>
internal sealed class NativeEngine(HistoryDataset history, IArchiveReader archive, SliceLimits limits) : ISliceEngine
{
    // Of the process, not of this object: compiling a plan costs more than running it over a small slice.
    private static readonly ConditionalWeakTable<JobPlan, StageProgram> Programs = [];

    /// <inheritdoc />
    public string Name => EngineNames.Native;

    /// <inheritdoc />
    public void Require(JobPlan plan)
    {
    }

    /// <inheritdoc />
    public Task<IComputedSlice> ComputeAsync(
        JobPlan plan, Slice slice, IReadOnlyList<Exclusion> excluded, CancellationToken cancellation)
    {
        var work = new SliceWork(Open(plan, slice, excluded), limits);
        try
        {
            switch (slice)
            {
                case HistorySlice day: ReadDay(plan, day, work, cancellation); break;
                case LogSlice log: ReadEpochs(plan, log, work, cancellation); break;
            }

            return Task.FromResult<IComputedSlice>(work);
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The rows of complete epochs as the stream must have them, from the archive: what repairs a stored row that is wrong. Upserting them
    /// again is harmless. Lazy: one epoch is in memory at a time; the receiver disposes of the rows.
    /// </summary>
    public IEnumerable<EpochRows> RecomputeEpochs(
        JobPlan plan, IEnumerable<EpochId> epochs, Func<string, IReadOnlyList<Exclusion>> excluded, CancellationToken cancellation)
    {
        StageRun? run = null;
        foreach (var epoch in epochs)
        {
            run = run?.Partition == epoch.Partition ? run
                : Open(plan, epoch.Partition, EventOrigin.Log, excluded(epoch.Partition.Log));
            foreach (var events in Events(plan, epoch, cancellation))
            {
                run.Add(events);
            }

            var source = plan.Source(epoch.Partition);
            run.AddUndecodable(archive.Counts(source, epoch).Quarantined);
            var ledger = new EpochLedger(epoch, source.Epochs.End(epoch.Epoch), run.Counts)
            {
                Foreign = run.Foreign,
                Rows = run.RowCount,
                RowsCovered = run.RowCount > 0 ? source.Epochs.End(epoch.Epoch) : 0,
            };
            yield return new EpochRows(ledger, run.Close(changedOnly: false).Rows);
        }
    }

    private void ReadDay(JobPlan plan, HistorySlice slice, SliceWork work, CancellationToken cancellation)
    {
        foreach (var batch in history.Read(plan.Source(slice.Log), slice.Day, plan.Input(slice.Log).Columns.Items))
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
            if (archive.Counts(source, epoch).Quarantined is var undecodable and > 0)
            {
                work.AddUndecodable(undecodable, archive.Quarantined(source, epoch));
            }

            work.Close(epoch, source.Epochs.End(number));
        }
    }

    /// <summary>The events of an epoch in batches, each until the next is asked for.</summary>
    private IEnumerable<RecordBatch> Events(JobPlan plan, EpochId epoch, CancellationToken cancellation)
    {
        foreach (var events in archive.Read(plan.Source(epoch.Partition), epoch, plan.Input(epoch.Partition.Log).Columns.Items))
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
