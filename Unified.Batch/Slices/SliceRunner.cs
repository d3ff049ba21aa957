using System.Collections.Immutable;
using Unified.Batch.Engines;
using Unified.Batch.Native;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Batch.Slices;

/// <summary>
/// Has slices computed and writes their rows. Repeating a slice writes the same rows in place of the first, whichever engine computed them.
/// Thread-safe.
/// </summary>
public sealed class SliceRunner
{
    private readonly HistoryDataset _history;
    private readonly IRowTables _tables;
    private readonly NativeEngine _native;

    /// <param name="history">Where history is read from.</param>
    /// <param name="engines">What computes; the preferred one, until <see cref="With"/> says another.</param>
    /// <param name="tables">Where rows are written to.</param>
    public SliceRunner(HistoryDataset history, SliceEngines engines, IRowTables tables)
        : this(history, tables, NotNull(engines).Native, engines.Preferred)
    {
    }

    /// <summary>With the native engine.</summary>
    /// <param name="history">Where history is read from.</param>
    /// <param name="archive">Where epochs are read from.</param>
    /// <param name="tables">Where rows are written to.</param>
    public SliceRunner(HistoryDataset history, IArchiveReader archive, IRowTables tables)
        : this(history, archive, tables, SliceLimits.Default)
    {
    }

    internal SliceRunner(HistoryDataset history, IArchiveReader archive, IRowTables tables, SliceLimits limits)
        : this(history, tables, new NativeEngine(history, archive, limits), null)
    {
    }

    private SliceRunner(HistoryDataset history, IRowTables tables, NativeEngine native, ISliceEngine? other) =>
        (_history, _tables, _native, Engine) = (history, tables, native, other ?? native);

    /// <summary>What computes slices.</summary>
    internal ISliceEngine Engine { get; }

    /// <summary>The same with another engine.</summary>
    internal SliceRunner With(ISliceEngine engine) => new(_history, _tables, _native, engine);

    /// <summary>Computes a slice and writes its rows, its ledger and its rejected events.</summary>
    /// <exception cref="DataException">The data cannot be computed; retrying does not help.</exception>
    public async Task<SliceResult> RunAsync(JobPlan plan, ulong generation, Slice slice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var files = Files(plan, slice);
        var excluded = slice is LogSlice { Partition.Log: var name }
            ? await _tables.ExcludedAsync(plan, name, cancellation).ConfigureAwait(false) : [];
        using var work = await Engine.ComputeAsync(plan, slice, excluded, cancellation).ConfigureAwait(false);

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
        return _native.RecomputeEpochs(plan, epochs,
            log => _tables.ExcludedAsync(plan, log, cancellation).GetAwaiter().GetResult(), cancellation);
    }

    private static SliceEngines NotNull(SliceEngines engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        return engines;
    }

    private ImmutableArray<HistoryFile> Files(JobPlan plan, Slice slice) =>
        slice is HistorySlice { Log: var log, Day: var day } ? _history.Fingerprint(plan.Source(log), day) : [];
}
