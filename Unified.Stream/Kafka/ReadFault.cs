namespace Unified.Streaming.Kafka;

/// <summary>
/// A record that could not be read. The reader may have gone past it: whoever takes this in seeks back, so that no record is passed over.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The first offset that was not delivered.</param>
/// <param name="Kind">Whose fault it is.</param>
/// <param name="Code">The client's error code, or the exception's name.</param>
/// <param name="Reason">What it says.</param>
internal readonly record struct ReadFault(int Partition, long Offset, ReadFaultKind Kind, string Code, string Reason);

internal enum ReadFaultKind
{
    /// <summary>What the broker sent is damaged: the same bytes come again, until another copy of the log is read.</summary>
    Damaged,

    /// <summary>This process could not take the record in.</summary>
    Ours,

    /// <summary>An error that nobody has said to be a passing one.</summary>
    Unknown,
}
