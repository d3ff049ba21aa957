using Apache.Arrow;
using Unified.Epochs;
using Unified.Physical.Operators;

namespace Unified.Physical;

/// <summary>An event that the job could not compute: it is quarantined, and counts as such.</summary>
/// <param name="Row">The row in the batch.</param>
/// <param name="Offset">Its offset or history position, or -1 when it is unknown.</param>
/// <param name="Reason">Names the column or predicate and the error.</param>
public sealed record RejectedEvent(int Row, long Offset, string Reason);

/// <summary>What a closed run leaves.</summary>
/// <param name="Rows">The rows, sorted by their identity.</param>
/// <param name="Records">Records for the stages that read this one's output; none from an order-free stage.</param>
/// <param name="State">The state for the next epoch.</param>
public sealed record StageResult(RecordBatch Rows, IReadOnlyList<RecordBatch> Records, StageState State);

/// <summary>
/// The step function on its way over the events of one epoch, or of many at once. What it gives is a pure function of the state that it was
/// opened from and of the events added, in any batches. One thread at a time.
/// </summary>
public sealed class StageRun
{
    private readonly InputEvaluator _input;
    private readonly IStageOperator _root;

    internal StageRun(StageProgram program, LogPartition partition, EventOrigin origin, InputEvaluator input, IStageOperator root) =>
        (Program, Partition, Origin, _input, _root) = (program, partition, origin, input, root);

    /// <summary>What it runs.</summary>
    public StageProgram Program { get; }

    /// <summary>Whose events it takes.</summary>
    public LogPartition Partition { get; }

    /// <summary>Whether its events are of the log or of history: which of them count is decided by that.</summary>
    public EventOrigin Origin { get; }

    /// <summary>What became of the events so far.</summary>
    public LedgerCounts Counts { get; private set; }

    /// <summary>How many events the history border left out.</summary>
    public long Foreign { get; private set; }

    /// <summary>How many rows there are so far.</summary>
    public long RowCount => _root.RowCount;

    /// <summary>Takes a batch of events.</summary>
    /// <param name="events">A batch with the columns that the plan reads, and <c>_offset</c> for events of a log.</param>
    /// <param name="firstPosition">The position of the first event of a history batch, which has no <c>_offset</c>.</param>
    /// <returns>The events that could not be computed.</returns>
    /// <exception cref="Errors.StateOverflowException">A state left its range.</exception>
    public IReadOnlyList<RejectedEvent> Add(RecordBatch events, long firstPosition = -1)
    {
        ArgumentNullException.ThrowIfNull(events);
        try
        {
            var rejected = _input.Run(events, firstPosition);
            _root.Take(_input);
            Counts += new LedgerCounts(events.Length, _input.Taken, events.Length - _input.Taken - rejected.Count, rejected.Count);
            Foreign += _input.Foreign;
            return rejected;
        }
        finally
        {
            _input.Release();
        }
    }

    /// <summary>Counts records that could not be decoded.</summary>
    public void AddUndecodable(long records) => Counts += new LedgerCounts(records, 0, 0, records);

    /// <summary>The rows so far: all of them, or only those that changed since they were asked for last.</summary>
    public RecordBatch Rows(bool changedOnly) => _root.Rows(changedOnly);

    /// <summary>
    /// The rows so far, all of them; the run goes on without them, and with its counts. Rows of groups that come again have only what came
    /// since.
    /// </summary>
    public RecordBatch TakeRows()
    {
        var rows = Rows(changedOnly: false);
        _root.Clear();
        return rows;
    }

    /// <summary>Ends the epoch: rows, records and the state after it. The run goes on from that state with the next epoch.</summary>
    public StageResult Close(bool changedOnly)
    {
        var result = new StageResult(Rows(changedOnly), [], StageState.Empty);
        _root.Clear();
        Counts = default;
        Foreign = 0;
        return result;
    }
}
