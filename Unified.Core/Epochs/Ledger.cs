namespace Unified.Epochs;

/// <summary>What became of the events of an epoch: read = emitted + filtered + quarantined, in every layer.</summary>
/// <param name="Read">Events seen: one a record, or all that it holds. A record that cannot be decoded is one; offsets without a record
/// (aborted, compacted) are none.</param>
/// <param name="Emitted">Events that went into a state.</param>
/// <param name="Filtered">Events that the definition or the history boundary leaves out.</param>
/// <param name="Quarantined">Records that cannot be decoded, and events that cannot be computed.</param>
public readonly record struct LedgerCounts(long Read, long Emitted, long Filtered, long Quarantined)
{
    /// <summary>True when nothing is unaccounted for.</summary>
    public bool Balanced => Read == Emitted + Filtered + Quarantined;

    /// <summary>The counts of both.</summary>
    public static LedgerCounts operator +(LedgerCounts a, LedgerCounts b) =>
        new(a.Read + b.Read, a.Emitted + b.Emitted, a.Filtered + b.Filtered, a.Quarantined + b.Quarantined);

    /// <summary>The counts of both.</summary>
    public static LedgerCounts Add(LedgerCounts left, LedgerCounts right) => left + right;
}

/// <summary>The ledger of one epoch in one layer.</summary>
/// <param name="Epoch">Partition and epoch; for a history day partition -1 and the day number.</param>
/// <param name="Covered">The next offset: everything of the epoch below it is in <paramref name="Counts"/>. For a history day 0.</param>
/// <param name="Counts">The counts.</param>
public sealed record EpochLedger(EpochId Epoch, long Covered, LedgerCounts Counts)
{
    /// <summary>
    /// How many of the filtered events the history border leaves out: their event time belongs to the other side. Beside the counts because
    /// it takes no part in their balance, and because entries of older code do not have it.
    /// </summary>
    public long Foreign { get; init; }

    /// <summary>
    /// How many rows of the job there are for the epoch when it is covered so far: what a look into the tables must find, so that rows that
    /// were lost under a ledger that was kept are noticed. Of the stream's entries only: in a generation the groups of its epochs are
    /// merged, and its rows are counted by slice.
    /// </summary>
    public long Rows { get; init; }

    /// <summary>
    /// The covered offset of the newest of these rows; 0 without any. Rows that are there and are all older come out of an older copy of
    /// the table, although there may be as many.
    /// </summary>
    public long RowsCovered { get; init; }
}
