using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Proof;

/// <summary>
/// The ledgers of both layers over the epochs of a generation: every epoch is in both, balanced, equal, and covered to its end.
/// </summary>
internal sealed class LedgerComparison
{
    private readonly JobPlan _plan;
    private readonly EpochRanges _ranges;
    private readonly Dictionary<EpochId, LedgerEntry> _stream;
    private readonly Dictionary<EpochId, LedgerEntry> _batch;
    private readonly IReadOnlyDictionary<LogPartition, long> _newest;

    private LedgerComparison(
        JobPlan plan, EpochRanges ranges, IEnumerable<LedgerEntry> stream, IEnumerable<LedgerEntry> batch,
        IReadOnlyDictionary<LogPartition, long> newest)
    {
        (_plan, _ranges, _newest) = (plan, ranges, newest);
        _stream = stream.ToDictionary(e => e.Ledger.Epoch);
        _batch = batch.ToDictionary(e => e.Ledger.Epoch);
    }

    public static async Task<LedgerComparison> ReadAsync(
        IStatements server, JobPlan plan, ulong generation, EpochRanges ranges, CancellationToken cancellation)
    {
        var ledgers = new Ledgers(server);
        return new LedgerComparison(plan, ranges,
            await ledgers.StreamAsync(plan, ranges, cancellation).ConfigureAwait(false),
            await ledgers.BatchAsync(plan, generation, cancellation).ConfigureAwait(false),
            await ledgers.NewestAsync(plan, cancellation).ConfigureAwait(false));
    }

    /// <summary>The epochs that the stream has not read to their end: no corruption, only too early.</summary>
    public IEnumerable<Difference> Incomplete()
    {
        foreach (var epoch in Epochs())
        {
            var end = _plan.Source(epoch.Partition).Epochs.End(epoch.Epoch);
            if (_stream.TryGetValue(epoch, out var entry) ? entry.Ledger.Covered < end
                : _newest.GetValueOrDefault(epoch.Partition, -1) < epoch.Epoch)
            {
                yield return OfEpoch(epoch, new NotYetRead(entry?.Ledger.Covered, end));
            }
        }
    }

    /// <summary>The epochs whose ledgers do not agree.</summary>
    public IEnumerable<Difference> Differences()
    {
        foreach (var epoch in Epochs())
        {
            var stream = _stream.GetValueOrDefault(epoch);
            var batch = _batch.GetValueOrDefault(epoch);
            DifferenceCause? cause = stream is null ? new LedgerHole()
                : batch is null ? new NotInLedger()
                : !stream.Ledger.Counts.Balanced ? new Unbalanced(Layer.Stream, stream.Ledger.Counts)
                : !batch.Ledger.Counts.Balanced ? new Unbalanced(Layer.Batch, batch.Ledger.Counts)
                : stream.Ledger.Counts != batch.Ledger.Counts ? new LedgersDiffer(stream.Ledger.Counts, batch.Ledger.Counts)
                : null;
            if (cause is not null)
            {
                yield return OfEpoch(epoch, cause);
            }
        }
    }

    /// <summary>The code versions of the first of the epochs that the layers computed with different ones, or null.</summary>
    public OtherCode? OtherCode(IEnumerable<EpochId> epochs)
    {
        foreach (var epoch in epochs)
        {
            if (_stream.GetValueOrDefault(epoch) is { } stream && _batch.GetValueOrDefault(epoch) is { } batch && stream.Code != batch.Code)
            {
                return new OtherCode(stream.Code, batch.Code);
            }
        }

        return null;
    }

    private IEnumerable<EpochId> Epochs()
    {
        foreach (var slice in _ranges.Slices)
        {
            for (var epoch = slice.First; epoch < slice.End; epoch++)
            {
                yield return new EpochId(slice.Partition, epoch);
            }
        }
    }

    private Difference OfEpoch(EpochId epoch, DifferenceCause cause) => new(_plan.Job, cause) { Epochs = [epoch] };
}
