using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Streaming.Runtime;

/// <summary>
/// What one partition has to store. Store <paramref name="Quarantined"/> first, then <paramref name="Epochs"/>; either may be empty.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="Epochs">Rows and ledger of the epochs that moved, ascending. An epoch that is complete has covered = its end.</param>
/// <param name="Quarantined">The records that the ledgers count as quarantined since the last flush.</param>
/// <param name="Covered">Everything below is in the tables once all this is stored.</param>
/// <param name="RestartAt">Where a restart begins then: the first offset of the epoch that is still filling.</param>
public sealed record PartitionFlush(
    LogPartition Partition, ImmutableArray<EpochRows> Epochs, ImmutableArray<QuarantinedRecord> Quarantined, long Covered, long RestartAt);
