using System.Runtime.CompilerServices;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Physical;

namespace Unified.Batch.Native;

/// <summary>
/// The batch scheduler of the step function: runs it over the files of a slice, many epochs at once, and writes the rows of the slice. Repeating a
/// slice writes the same rows in place of the first. Thread-safe.
/// </summary>
public sealed class SliceRunner(HistoryDataset history, IArchiveReader archive, IRowTables tables)
{
    private readonly ConditionalWeakTable<JobPlan, StageProgram> _programs = [];

    /// <summary>Computes a slice and writes its rows, its ledger and its rejected events.</summary>
    /// <exception cref="DataException">The data cannot be computed; retrying does not help.</exception>
    public async Task<SliceResult> RunAsync(JobPlan plan, ulong generation, Slice slice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var rejected = new List<QuarantinedRecord>();
        var files = slice is HistorySlice { Day: var folder } ? history.Fingerprint(plan.Source, folder) : [];
        var (fold, ledger) = slice switch
        {
            HistorySlice day => FoldDay(plan, day, rejected, cancellation),
            LogSlice log => FoldEpochs(plan, log, rejected, cancellation),
            _ => throw new InternalException($"Slice {slice} has no runner."),
        };

        // Of what was read in between nobody could say which files it was.
        if (slice is HistorySlice read && HistoryChange.Between(read.Day, files, history.Fingerprint(plan.Source, read.Day)) is { } change)
        {
            throw new TransientException($"Job '{plan.Job}': the files of slice {slice} changed while they were read ({change}). Nothing was written; run it again when the folder is at rest.");
        }

        // Quarantine first: a slice that is marked done has nothing left to write. A crash in between repeats the slice, and the quarantine keeps
        // a record once.
        if (rejected.Count > 0)
        {
            await tables.QuarantineAsync(rejected, cancellation).ConfigureAwait(false);
        }

        using var rows = fold.Rows(changedOnly: false);
        await tables.WriteSliceAsync(plan, new SliceRows(generation, slice, [rows], ledger) { Files = files }, cancellation).ConfigureAwait(false);
        return new SliceResult(fold.Counts, rows.Length);
    }

    /// <summary>
    /// The rows of complete epochs as the stream must have them, from the archive: what repairs a stored row that is wrong. Upserting them again
    /// is harmless. Lazy: one epoch is in memory at a time; the receiver disposes of the rows.
    /// </summary>
    public IEnumerable<EpochRows> RecomputeEpochs(JobPlan plan, IEnumerable<EpochId> epochs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var fold = Program(plan).NewFold(EventOrigin.Log);
        foreach (var epoch in epochs)
        {
            fold.Clear();
            FoldEpoch(plan, fold, epoch, [], cancellation);
            yield return new EpochRows(new EpochLedger(epoch, plan.Source.Epochs.End(epoch.Epoch), fold.Counts) { Foreign = fold.Foreign }, fold.Rows(changedOnly: false));
        }
    }

    private (EpochFold, IReadOnlyList<EpochLedger>) FoldDay(
        JobPlan plan, HistorySlice slice, List<QuarantinedRecord> rejected, CancellationToken cancellation)
    {
        var fold = Program(plan).NewFold(EventOrigin.History);
        var counter = new EpochCounter(fold);
        foreach (var (file, events) in history.Read(plan.Source, slice.Day, plan.Scan.Columns))
        {
            using (events)
            {
                cancellation.ThrowIfCancellationRequested();
                rejected.AddRange(fold.Add(events).Select(r => Rejected(plan, file, EpochLedger.HistoryPartition, r)));
            }
        }

        counter.Close(new EpochId(EpochLedger.HistoryPartition, slice.Day), covered: 0);
        return (fold, counter.Ledger);
    }

    private (EpochFold, IReadOnlyList<EpochLedger>) FoldEpochs(
        JobPlan plan, LogSlice slice, List<QuarantinedRecord> rejected, CancellationToken cancellation)
    {
        var fold = Program(plan).NewFold(EventOrigin.Log);
        var counter = new EpochCounter(fold);
        for (var epoch = slice.First; epoch < slice.End; epoch++)
        {
            var id = new EpochId(slice.Partition, epoch);
            FoldEpoch(plan, fold, id, rejected, cancellation);
            counter.Close(id, plan.Source.Epochs.End(epoch));
        }

        return (fold, counter.Ledger);
    }

    private void FoldEpoch(JobPlan plan, EpochFold fold, EpochId epoch, List<QuarantinedRecord> rejected, CancellationToken cancellation)
    {
        foreach (var events in archive.Read(plan.Source, epoch, plan.Scan.Columns))
        {
            using (events)
            {
                cancellation.ThrowIfCancellationRequested();
                rejected.AddRange(fold.Add(events).Select(r => Rejected(plan, plan.Source.Topic, epoch.Partition, r)));
            }
        }

        // Whoever reads the log puts them into the quarantine; a job that never read these offsets from the log has them from here. They are kept once.
        if (archive.Counts(plan.Source, epoch).Quarantined is var undecodable and > 0)
        {
            rejected.AddRange(archive.Quarantined(plan.Source, epoch));
            fold.AddUndecodable(undecodable);
        }
    }

    private StageProgram Program(JobPlan plan) => _programs.GetValue(plan, StageProgram.Compile);

    private static QuarantinedRecord Rejected(JobPlan plan, string topic, int partition, RejectedEvent rejected) =>
        new(topic, partition, rejected.Offset, plan.Job, rejected.Reason, ReadOnlyMemory<byte>.Empty);
}
