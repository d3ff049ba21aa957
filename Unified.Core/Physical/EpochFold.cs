using Apache.Arrow;
using Unified.Epochs;

namespace Unified.Physical;

/// <summary>An event that the job could not compute: it is quarantined, and counts as such.</summary>
/// <param name="Row">The row in the batch.</param>
/// <param name="Offset">Its <c>_offset</c>, or -1 when the batch has none.</param>
/// <param name="Reason">Names the column or predicate and the error.</param>
public sealed record RejectedEvent(int Row, long Offset, string Reason);

/// <summary>
/// The states of one epoch, or of many at once, under the step function. A fold is a pure function of the events added to it, in any order and
/// any batches. One thread at a time.
/// </summary>
public sealed class EpochFold
{
    internal EpochFold(StageProgram program, EventOrigin origin) => (Program, Origin) = (program, origin);

    /// <summary>The step function.</summary>
    public StageProgram Program { get; }

    /// <summary>Log or history.</summary>
    public EventOrigin Origin { get; }

    /// <summary>What became of the events so far.</summary>
    public LedgerCounts Counts { get; private set; }

    /// <summary>Distinct (keys, window) so far.</summary>
    public int Groups { get; private set; }

    /// <summary>
    /// Adds decoded events. Columns are found by name; those that the plan does not read are ignored; text may be dictionary-encoded (int32) or plain.
    /// </summary>
    /// <returns>The events that could not be computed; they are counted as quarantined.</returns>
    /// <exception cref="Errors.StateOverflowException">A state left its range; the fold cannot be used any more.</exception>
    public IReadOnlyList<RejectedEvent> Add(RecordBatch events) => throw new NotSupportedException();

    /// <summary>Counts records that could not be decoded.</summary>
    public void AddUndecodable(long records) => Counts += new LedgerCounts(records, 0, 0, records);

    /// <summary>Merges another fold of the same program.</summary>
    public void Merge(EpochFold other) => throw new NotSupportedException();

    /// <summary>The rows, ordered by identity (keys, then window).</summary>
    /// <param name="changedOnly">Only groups that changed since the last call with true.</param>
    public RecordBatch Rows(bool changedOnly) => throw new NotSupportedException();
}
