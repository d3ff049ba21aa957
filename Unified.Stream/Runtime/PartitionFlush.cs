using System.Collections.Immutable;
using Unified.Contracts;

namespace Unified.Streaming.Runtime;

/// <summary>What one partition has to store. Store <paramref name="Quarantined"/> first, then <paramref name="Epochs"/>, then remember <paramref name="RestartAt"/>.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Epochs">Rows and ledger of the epochs that moved, ascending. An epoch that is complete has covered = its end.</param>
/// <param name="Quarantined">The records that the ledgers count as quarantined since the last flush.</param>
/// <param name="RestartAt">Where a restart must begin once all this is stored: the first offset of the epoch that is still filling.</param>
public sealed record PartitionFlush(
    int Partition, ImmutableArray<EpochRows> Epochs, ImmutableArray<QuarantinedRecord> Quarantined, long RestartAt);
