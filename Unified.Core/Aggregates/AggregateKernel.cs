using Unified.Columnar;

namespace Unified.Aggregates;

/// <summary>
/// The native fold and merge of one aggregate over states that live inline in a group table as 64-bit words. An instance belongs to one
/// table (it may keep what does not fit inline) and to one thread.
/// </summary>
public abstract class AggregateKernel
{
    /// <summary>64-bit words of inline state. All zero is the state of no events.</summary>
    public abstract int Words { get; }

    /// <summary>Folds one batch: row k's value goes into the state at word <c>offsets[k]</c> of <paramref name="words"/>.</summary>
    /// <param name="argument">The argument's values, one a row, or null when whole events are aggregated.</param>
    /// <param name="offsets">For each row, where the state begins.</param>
    /// <param name="words">The table.</param>
    /// <exception cref="StateOverflow">A state left its range; nothing of the batch can be trusted.</exception>
    public abstract void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words);

    /// <summary>Folds one batch, with the places of its events.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="offsets">For each row, where the state begins.</param>
    /// <param name="words">The table.</param>
    /// <exception cref="StateOverflow">A state left its range; nothing of the batch can be trusted.</exception>
    public virtual void Update(in AggregateRows rows, ReadOnlySpan<int> offsets, Span<long> words) =>
        Update(rows.Argument, offsets, words);

    /// <summary>True when it needs to know where each event is in its log.</summary>
    public virtual bool NeedsPlaces => false;

    /// <summary>Appends the state to its columns, one writer a state column.</summary>
    public abstract void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns);

    /// <summary>Forgets what is kept outside the table.</summary>
    public virtual void Clear()
    {
    }
}

/// <summary>A state left its range; the step function turns it into an error that names job, column and group.</summary>
internal sealed class StateOverflow(int row, string limit) : Exception
{
    /// <summary>The row of the batch whose value did not fit, or -1 in a merge.</summary>
    public int Row { get; } = row;

    public string Limit { get; } = limit;
}
