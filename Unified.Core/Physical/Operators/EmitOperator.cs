using System.Text;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Types;

namespace Unified.Physical.Operators;

/// <summary>
/// Makes a row of every event that passes: its lineage, its time, its result. Events come in the order of their log, and so do rows.
/// </summary>
internal sealed class EmitOperator : IStageOperator
{
    private const int Lineage = 4;

    private readonly byte[] _log;
    private readonly LogPartition _partition;
    private readonly RowLayout _layout;
    private ColumnWriter[] _writers;

    public EmitOperator(JobPlan plan, LogPartition partition)
    {
        (_layout, _partition, _log) = (plan.Rows, partition, Encoding.UTF8.GetBytes(partition.Log));
        _writers = NewWriters();
    }

    public long RowCount { get; private set; }

    public void Take(InputEvaluator input)
    {
        // Event by event over the branches, so that rows stay in the order of their identity.
        var (branches, next) = (input.Branches, new int[input.Branches.Length]);
        for (var row = 0; row < input.Batch.Length; row++)
        {
            while (Next(branches, next, row) is { } found)
            {
                Write(branches[found.Branch], found.Place, next[found.Branch]++);
            }
        }
    }

    // The row of an event that comes next.
    private static (int Branch, int Place)? Next(BranchEvaluator[] branches, int[] next, int row)
    {
        (int Branch, int Place)? first = null;
        for (var b = 0; b < branches.Length; b++)
        {
            var branch = branches[b];
            if (next[b] < branch.Selected && branch.Selection[next[b]] is var own && branch.Event(own) == row
                && branch.Place(own, b, branches.Length) is var place && (first is null || place < first.Value.Place))
            {
                first = (b, place);
            }
        }

        return first;
    }

    public RecordBatch Rows(bool changedOnly)
    {
        var count = _writers[0].Count;
        if (!changedOnly && count != RowCount)
        {
            throw new InternalException("Rows of events are given out once, and some were given out before.");
        }

        return new RecordBatch(ArrowTypes.Schema(_layout.Columns), _writers.Select(w => w.Build()), count);
    }

    public void Clear()
    {
        _writers = NewWriters();
        RowCount = 0;
    }

    private ColumnWriter[] NewWriters() => [.. _layout.Columns.Select(c => c.NewWriter())];

    private void Write(BranchEvaluator branch, int place, int k)
    {
        _writers[0].Text(_log);
        _writers[1].Int64(_partition.Number);
        _writers[2].Int64(branch.Offset(branch.Selection[k]));
        _writers[3].Int64(place);
        for (var i = 0; i < branch.Program.Columns.Length; i++)
        {
            branch.Write(i, k, _writers[Lineage + i]);
        }

        RowCount++;
    }
}
