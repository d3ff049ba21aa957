namespace Unified.Demo.Data;

/// <summary>
/// A topic before it is a topic: its records at positions from 0 to <see cref="Count"/>. Immutable; any number of threads may read.
/// </summary>
internal interface ITopicEvents
{
    int Count { get; }

    int Partitions { get; }

    /// <summary>Records that come days after their event time.</summary>
    int Late { get; }

    /// <summary>Records that no decoder may take for an event.</summary>
    int Undecodable { get; }

    int Partition(int position);

    /// <summary>UTF-8 (shared: do not write to it), or null.</summary>
    byte[]? Key(int position);

    byte[] Value(int position);

    /// <summary>In UTC, or null for a record that cannot be decoded.</summary>
    DateTime? EventTime(int position);
}
