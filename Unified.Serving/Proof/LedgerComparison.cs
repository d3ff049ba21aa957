using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Proof;

/// <summary>The ledgers of both layers over the epochs of a generation: every epoch is in both, balanced, equal, and covered to its end.</summary>
internal sealed class LedgerComparison
{
    private readonly JobPlan _plan;
    private readonly EpochRanges _ranges;
    private readonly Dictionary<EpochId, LedgerEntry> _stream;
    private readonly Dictionary<EpochId, LedgerEntry> _batch;
    private readonly Dictionary<int, long> _newest;

    private LedgerComparison(
        JobPlan plan, EpochRanges ranges, IEnumerable<LedgerEntry> stream, IEnumerable<LedgerEntry> batch, Dictionary<int, long> newest)
    {
        (_plan, _ranges, _newest) = (plan, ranges, newest);
        _stream = stream.ToDictionary(e => e.Ledger.Epoch);
        _batch = batch.ToDictionary(e => e.Ledger.Epoch);
    }

    public static async Task<LedgerComparison> ReadAsync(
        ClickHouseDatabase database, JobPlan plan, ulong generation, EpochRanges ranges, CancellationToken cancellation)
    {
        var table = new LedgerTable(database);
        return new LedgerComparison(plan, ranges,
            await table.StreamAsync(plan, ranges.Ledger, cancellation).ConfigureAwait(false),
            await table.BatchAsync(plan, generation, cancellation).ConfigureAwait(false),
            await table.NewestAsync(plan, cancellation).ConfigureAwait(false));
    }

    /// <summary>The epochs that the stream has not read to their end: no corruption, only too early.</summary>
    public IEnumerable<Difference> Incomplete()
    {
        foreach (var epoch in Epochs())
        {
            var end = _plan.Source.Epochs.End(epoch.Epoch);
            if (_stream.TryGetValue(epoch, out var entry) ? entry.Ledger.Covered < end : _newest.GetValueOrDefault(epoch.Partition, -1) < epoch.Epoch)
            {
                var at = entry is null ? "has not begun it" : string.Create(CultureInfo.InvariantCulture, $"has covered offsets below {entry.Ledger.Covered} of {end}");
                yield return DifferenceText.OfEpoch(_plan, DifferenceText.Incomplete, epoch, $"the stream {at} ({DifferenceText.Incomplete}: not yet comparable)");
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
            var what = stream is null ? "the stream's ledger has a hole here, and goes on behind it"
                : batch is null ? "is not in the generation's ledger"
                : !stream.Ledger.Counts.Balanced ? $"the stream's ledger is not balanced: {Text(stream)}"
                : !batch.Ledger.Counts.Balanced ? $"the batch's ledger is not balanced: {Text(batch)}"
                : stream.Ledger.Counts != batch.Ledger.Counts ? $"the ledgers differ: stream {Text(stream)}; batch {Text(batch)}"
                : null;
            if (what is not null)
            {
                yield return DifferenceText.OfEpoch(_plan, DifferenceText.Ledger, epoch, $"{what} ({DifferenceText.Ledger})");
            }
        }
    }

    /// <summary>The code versions of the first of the epochs that the layers computed with different ones, or null.</summary>
    public (string Stream, string Batch)? OtherCode(IEnumerable<EpochId> epochs)
    {
        foreach (var epoch in epochs)
        {
            if (_stream.GetValueOrDefault(epoch) is { } stream && _batch.GetValueOrDefault(epoch) is { } batch && stream.Code != batch.Code)
            {
                return (stream.Code, batch.Code);
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

    private static string Text(LedgerEntry entry) => string.Create(CultureInfo.InvariantCulture,
        $"read {entry.Ledger.Counts.Read} = emitted {entry.Ledger.Counts.Emitted} + filtered {entry.Ledger.Counts.Filtered} + quarantined {entry.Ledger.Counts.Quarantined}");
}
