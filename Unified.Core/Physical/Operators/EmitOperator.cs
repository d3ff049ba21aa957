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
        // Row by row over the branches, so that rows stay in the order of their identity.
        var next = new int[input.Branches.Length];
        for (var row = 0; row < input.Batch.Length; row++)
        {
            for (var b = 0; b < next.Length; b++)
            {
                var branch = input.Branches[b];
                if (next[b] < branch.Selected && branch.Selection[next[b]] == row)
                {
                    Write(input, branch, b, row, next[b]++);
                }
            }
        }
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

    private void Write(InputEvaluator input, BranchEvaluator branch, int number, int row, int k)
    {
        _writers[0].Text(_log);
        _writers[1].Int64(_partition.Number);
        _writers[2].Int64(input.Batch.Offset(row));
        _writers[3].Int64(number);
        for (var i = 0; i < branch.Program.Columns.Length; i++)
        {
            var (writer, column) = (_writers[Lineage + i], branch.Program.Columns[i]);
            if (column.TextColumn >= 0)
            {
                var text = input.Batch.Columns[column.TextColumn];
                if (Load.IsValid(text.Validity, row + text.BitOffset))
                {
                    writer.Text(text.Utf8(text.Entry(row)));
                }
                else
                {
                    writer.Null();
                }
            }
            else
            {
                Value(writer, branch.Column(i)!, k);
            }
        }

        RowCount++;
    }

    private static void Value(ColumnWriter writer, ValueVector vector, int k)
    {
        if (vector.Valid is { } valid && !valid[k])
        {
            writer.Null();
            return;
        }

        switch (vector)
        {
            case ValueVector<int> ints: writer.Int64(ints.Values[k]); break;
            case ValueVector<long> longs: writer.Int64(longs.Values[k]); break;
            case ValueVector<bool> flags: writer.Boolean(flags.Values[k]); break;
            case ValueVector<Int128> wide: writer.Int128(wide.Values[k]); break;
            case ValueVector<string> texts: writer.Text(Encoding.UTF8.GetBytes(texts.Values[k])); break;
            case ValueVector<double> doubles: writer.Number(doubles.Values[k]); break;
            case ValueVector<float> floats: writer.Number(floats.Values[k]); break;
            case ValueVector<uint> unsigned: writer.Number(unsigned.Values[k]); break;
            case ValueVector<ulong> large: writer.Number(large.Values[k]); break;
            default: throw new InternalException($"A {vector.GetType().Name} is not written to a row.");
        }
    }
}
