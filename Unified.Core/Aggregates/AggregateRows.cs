namespace Unified.Aggregates;

/// <summary>
/// What an aggregate is given of the rows of a batch. What tells events apart is their place: log, partition, offset and branch of the
/// plan.
/// </summary>
public readonly ref struct AggregateRows
{
    /// <summary>The argument's values, one a row, or null when whole events are aggregated.</summary>
    public Columnar.ValueVector? Argument { get; init; }

    /// <summary>The values that the events are ordered by; null for aggregates without order.</summary>
    public Columnar.ValueVector? By { get; init; }

    /// <summary>Further values of the events; of aggregates of whole events.</summary>
    public ReadOnlySpan<Columnar.ValueVector> More { get; init; }

    /// <summary>The number of the log among those of the plan.</summary>
    public int Log { get; init; }

    /// <summary>The partition's number.</summary>
    public int Partition { get; init; }

    /// <summary>The branch of the plan.</summary>
    public int Branch { get; init; }

    /// <summary>The place of each row in its event, where an event has several; empty where its branch says it all.</summary>
    public ReadOnlySpan<int> Places { get; init; }

    /// <summary>What tells a row apart from others of its event.</summary>
    public int Place(int row) => Places.IsEmpty ? Branch : Places[row];

    /// <summary>The offset of each row; empty for kernels that do not need it.</summary>
    public ReadOnlySpan<long> Offsets { get; init; }
}

/// <summary>What events an aggregate takes one of, in which order.</summary>
public enum EventOrder
{
    /// <summary>None: it takes all.</summary>
    None,

    /// <summary>By event time.</summary>
    EventTime,

    /// <summary>By a value.</summary>
    Value,
}
