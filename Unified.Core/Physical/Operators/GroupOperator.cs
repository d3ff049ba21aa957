using System.Collections.Immutable;
using Apache.Arrow;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;

namespace Unified.Physical.Operators;

/// <summary>
/// Folds events into the states of their groups. A row holds the states of all inputs of the stage; those that the events of this log do
/// not feed stay empty, which all zero words are.
/// </summary>
internal sealed class GroupOperator : IStageOperator
{
    private readonly JobPlan _plan;
    private readonly SourceSchema _source;
    private readonly KeyEncoder _keys;
    private readonly KeyDecoder _values;
    private readonly GroupTable _table;
    private readonly ImmutableArray<AggregateCall> _calls;
    private readonly ImmutableArray<AggregateKernel> _kernels;
    private readonly int[] _stateOffsets;
    private int[] _offsets = [];
    private readonly int _log;
    private readonly int _partition;
    private long[] _positions = [];
    private int[] _places = [];
    private long _stamp = 1;

    public GroupOperator(JobPlan plan, SourceSchema source, LogPartition partition)
    {
        _log = plan.Sources.IndexOf(plan.Source(partition.Log));
        _partition = partition.Number;
        (_plan, _source) = (plan, source);
        _keys = new KeyEncoder(plan.Rows.Identity);
        _values = new KeyDecoder(_keys);
        _calls = plan.Aggregates;
        _kernels = [.. _calls.Select(a => a.Function.CreateKernel(a))];
        _stateOffsets = new int[_kernels.Length + 1];
        for (var i = 0; i < _kernels.Length; i++)
        {
            _stateOffsets[i + 1] = _stateOffsets[i] + _kernels[i].Words;
        }

        _table = new GroupTable(_keys.Layout.Words, _stateOffsets[^1]);
    }

    public long RowCount => _table.Count;

    public void Take(InputEvaluator input)
    {
        for (var number = 0; number < input.Branches.Length; number++)
        {
            Fold(input, input.Branches[number], number);
        }
    }

    public RecordBatch Rows(bool changedOnly)
    {
        var layout = _plan.Rows;
        var columns = layout.Columns;
        var writers = columns.Select(c => c.NewWriter()).ToArray();
        var identity = writers.AsSpan(0, layout.Identity.Length);
        var entries = _table.Entries(changedOnly ? _stamp : null);
        entries.Sort((a, b) => _values.Compare(_table.Key(a), _table.Key(b)));
        foreach (var entry in entries)
        {
            _values.Write(_table.Key(entry), identity);
            var column = identity.Length;
            for (var i = 0; i < _kernels.Length; i++)
            {
                var states = _calls[i].States.Length;
                _kernels[i].Write(_table.States(entry).Slice(_stateOffsets[i], _kernels[i].Words), writers.AsSpan(column, states));
                column += states;
            }
        }

        _stamp += changedOnly ? 1 : 0;
        return new RecordBatch(ArrowTypes.Schema(columns), writers.Select(w => w.Build()), entries.Count);
    }

    public void Clear()
    {
        _table.Clear();
        _keys.Clear();
        foreach (var kernel in _kernels)
        {
            kernel.Clear();
        }
    }

    private void Fold(InputEvaluator input, BranchEvaluator branch, int number)
    {
        var count = branch.Selected;
        if (_offsets.Length < count)
        {
            _offsets = new int[count];
        }

        try
        {
            _keys.Encode(branch);
            _table.FindOrAdd(_keys.Columns, count, _offsets, _stamp);
        }
        catch (GroupsExhausted full)
        {
            throw Exhausted(full);
        }

        ReadOnlySpan<int> all = _offsets.AsSpan(0, count);
        foreach (var (state, argument, filter, by, more) in branch.Program.Aggregates)
        {
            var offsets = filter < 0 ? all : branch.Filtered(filter).Of(all);
            try
            {
                // The states of an aggregate begin a fixed number of words after the entry's first.
                var rows = new AggregateRows
                {
                    Argument = argument < 0 ? null : branch.Arguments[argument],
                    By = by < 0 ? null : branch.Arguments[by],
                    More = more.IsEmpty ? [] : more.Select(m => branch.Arguments[m]).ToArray(),
                    Log = _log,
                    Partition = _partition,
                    Branch = number,
                    Offsets = _kernels[state].NeedsPlaces
                        ? Positions(branch, filter < 0 ? branch.Selection : branch.Filtered(filter).Rows, offsets.Length) : [],
                    Places = _kernels[state].NeedsPlaces && branch.HasPlaces
                        ? Places(branch, filter < 0 ? branch.Selection : branch.Filtered(filter).Rows, offsets.Length, number,
                            input.Branches.Length) : [],
                };
                _kernels[state].Update(rows, offsets, _table.Words[_stateOffsets[state]..]);
            }
            catch (StateOverflow overflow)
            {
                throw new StateOverflowException(
                    _plan.Job, _calls[state].Column, _values.Describe(_table.Key(offsets[overflow.Row])), overflow.Limit,
                    Place(branch, (filter < 0 ? branch.Selection : branch.Filtered(filter).Rows)[overflow.Row]));
            }
        }
    }

    private string Place(BranchEvaluator branch, int row) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{_source.Partition(_partition)} {(_partition == Epochs.LogPartition.History ? "position" : "offset")} {branch.Offset(row)}");

    private ReadOnlySpan<long> Positions(BranchEvaluator branch, int[] rows, int count)
    {
        if (_positions.Length < count)
        {
            _positions = new long[count];
        }

        for (var k = 0; k < count; k++)
        {
            _positions[k] = branch.Offset(rows[k]);
        }

        return _positions.AsSpan(0, count);
    }

    private ReadOnlySpan<int> Places(BranchEvaluator branch, int[] rows, int count, int number, int branches)
    {
        if (_places.Length < count)
        {
            _places = new int[count];
        }

        for (var k = 0; k < count; k++)
        {
            _places[k] = branch.Place(rows[k], number, branches);
        }

        return _places.AsSpan(0, count);
    }

    private DataException Exhausted(GroupsExhausted full) => new(
        $"Job '{_plan.Job}': one run of the step function has {full.Limit}, and more do not fit. "
        + $"Declare shorter epochs for source '{_source.Name}' under a new name, or group by a coarser key.");
}
