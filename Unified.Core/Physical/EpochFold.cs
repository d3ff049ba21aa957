using System.Collections.Immutable;
using Apache.Arrow;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Errors;

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
    private readonly BatchEvaluator _evaluator;
    private readonly KeyEncoder _keys;
    private readonly KeyDecoder _values;
    private readonly GroupTable _table;
    private readonly ImmutableArray<AggregateKernel> _kernels;
    private readonly int[] _stateOffsets;
    private int[] _offsets = [];
    private long _stamp = 1;

    internal EpochFold(StageProgram program, EventOrigin origin)
    {
        (Program, Origin) = (program, origin);
        _evaluator = new BatchEvaluator(program, origin);
        _keys = new KeyEncoder(program);
        _values = new KeyDecoder(_keys);
        _kernels = [.. program.Aggregates.Select(a => a.Call.Function.CreateKernel(a.Call))];
        _stateOffsets = new int[_kernels.Length + 1];
        for (var i = 0; i < _kernels.Length; i++)
        {
            _stateOffsets[i + 1] = _stateOffsets[i] + _kernels[i].Words;
        }

        _table = new GroupTable(_keys.Layout.Words, _stateOffsets[^1]);
    }

    /// <summary>The step function.</summary>
    public StageProgram Program { get; }

    /// <summary>Log or history.</summary>
    public EventOrigin Origin { get; }

    /// <summary>What became of the events so far.</summary>
    public LedgerCounts Counts { get; private set; }

    /// <summary>How many of the filtered events the history border leaves out.</summary>
    public long Foreign { get; private set; }

    /// <summary>Distinct (keys, window) so far.</summary>
    public int Groups => _table.Count;

    /// <summary>
    /// Adds decoded events. Columns are found by name; those that the plan does not read are ignored; text may be dictionary-encoded (int32) or plain.
    /// </summary>
    /// <returns>The events that could not be computed; they are counted as quarantined.</returns>
    /// <exception cref="StateOverflowException">A state left its range; the fold cannot be used any more.</exception>
    /// <exception cref="DataException">A column is missing, of another type, or null where it is required; nothing was added.</exception>
    public IReadOnlyList<RejectedEvent> Add(RecordBatch events)
    {
        ArgumentNullException.ThrowIfNull(events);
        try
        {
            var rejected = _evaluator.Run(events);
            Fold();
            Counts += new LedgerCounts(events.Length, _evaluator.Selected, events.Length - _evaluator.Selected - rejected.Count, rejected.Count);
            Foreign += _evaluator.Foreign;
            return rejected;
        }
        finally
        {
            _evaluator.Batch.Release();
        }
    }

    /// <summary>Counts records that could not be decoded.</summary>
    public void AddUndecodable(long records) => Counts += new LedgerCounts(records, 0, 0, records);

    /// <summary>Merges another fold of the same program, which stays as it is.</summary>
    /// <exception cref="StateOverflowException">A state left its range; this fold cannot be used any more.</exception>
    public void Merge(EpochFold other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var key = Enumerable.Range(0, _keys.Layout.Words).Select(_ => new long[1]).ToArray();
        var offset = new int[1];
        foreach (var from in other._table.Entries(null))
        {
            try
            {
                _keys.Translate(other._keys, other._table.Key(from), key);
                _table.FindOrAdd(key, 1, offset, _stamp);
            }
            catch (GroupsExhausted full)
            {
                throw Exhausted(full);
            }

            for (var i = 0; i < _kernels.Length; i++)
            {
                try
                {
                    _kernels[i].Merge(State(_table, offset[0], i), other._kernels[i], State(other._table, from, i));
                }
                catch (StateOverflow overflow)
                {
                    throw Overflow(i, offset[0], overflow);
                }
            }
        }

        Counts += other.Counts;
        Foreign += other.Foreign;
    }

    /// <summary>The rows, ordered by identity (keys, then window; nulls first, text by UTF-8 bytes).</summary>
    /// <param name="changedOnly">Only groups that changed since the last call with true.</param>
    public RecordBatch Rows(bool changedOnly)
    {
        var layout = Program.Plan.Rows;
        var writers = layout.Columns.Select(c => ColumnWriter.For(c.Type)).ToArray();
        var identity = writers.AsSpan(0, layout.Identity.Length);
        var entries = _table.Entries(changedOnly ? _stamp : null);
        entries.Sort((a, b) => _values.Compare(_table.Key(a), _table.Key(b)));
        foreach (var entry in entries)
        {
            _values.Write(_table.Key(entry), identity);
            var column = identity.Length;
            for (var i = 0; i < _kernels.Length; i++)
            {
                var states = Program.Aggregates[i].Call.States.Length;
                _kernels[i].Write(State(_table, entry, i), writers.AsSpan(column, states));
                column += states;
            }
        }

        _stamp += changedOnly ? 1 : 0;
        return new RecordBatch(ArrowTypes.Schema(layout.Columns), writers.Select(w => w.Build()), entries.Count);
    }

    /// <summary>Becomes the fold of no events; keeps its memory for the next epoch.</summary>
    public void Clear()
    {
        _table.Clear();
        _keys.Clear();
        foreach (var kernel in _kernels)
        {
            kernel.Clear();
        }

        Counts = default;
        Foreign = 0;
    }

    private void Fold()
    {
        var count = _evaluator.Selected;
        if (_offsets.Length < count)
        {
            _offsets = new int[count];
        }

        try
        {
            _keys.Encode(_evaluator);
            _table.FindOrAdd(_keys.Columns, count, _offsets, _stamp);
        }
        catch (GroupsExhausted full)
        {
            throw Exhausted(full);
        }

        var offsets = _offsets.AsSpan(0, count);
        for (var i = 0; i < _kernels.Length; i++)
        {
            var argument = Program.Aggregates[i].Argument;
            try
            {
                // The states of aggregate i begin a fixed number of words after the entry's first.
                _kernels[i].Update(argument < 0 ? null : _evaluator.Arguments[argument], offsets, _table.Words[_stateOffsets[i]..]);
            }
            catch (StateOverflow overflow)
            {
                throw Overflow(i, _offsets[overflow.Row], overflow);
            }
        }
    }

    private Span<long> State(GroupTable table, int entry, int aggregate) => table.States(entry).Slice(_stateOffsets[aggregate], _kernels[aggregate].Words);

    private DataException Exhausted(GroupsExhausted full) => new(
        $"Job '{Program.Plan.Job}': one run of the step function has {full.Limit}, and more do not fit. Set Unified:Backfill:EpochsPerSlice lower, declare shorter epochs for source "
        + $"'{Program.Plan.Source.Name}' under a new name, or group by a coarser key.");

    private StateOverflowException Overflow(int aggregate, int entry, StateOverflow overflow) =>
        new(Program.Plan.Job, Program.Aggregates[aggregate].Call.Output, _values.Describe(_table.Key(entry)), overflow.Limit);
}
