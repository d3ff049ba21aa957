namespace Unified.Serving.Rows;

/// <summary>Totals of a ledger: read = emitted + filtered + quarantined.</summary>
/// <param name="Layer">stream or batch.</param>
/// <param name="Log">The log.</param>
/// <param name="Partition">The number of the log's partition; -1 for its history.</param>
/// <param name="Epochs">Epochs, or days of history.</param>
/// <param name="Read">Records seen.</param>
/// <param name="Emitted">Events in a state.</param>
/// <param name="Filtered">Events that the definition leaves out.</param>
/// <param name="Quarantined">Records that could not be computed.</param>
/// <param name="Balanced">True when every epoch is.</param>
/// <param name="Foreign">How many of the filtered events lie on the other side of the history border.</param>
public sealed record LedgerTotal(
    string Layer, string Log, int Partition, long Epochs, long Read, long Emitted, long Filtered, long Quarantined, bool Balanced,
        long Foreign);
