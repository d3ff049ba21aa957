using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Errors;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>In which rows of a batch the records around a column are there, and what they hold.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="column">The wanted column, for messages.</param>
/// <param name="around">The records.</param>
internal sealed class RecordRows(string file, Field column, RecordsAround around)
{
    /// <summary>For each row of the batch whether all of the records are there.</summary>
    /// <exception cref="DataException">One that is required is null.</exception>
    public bool[] There(RecordBatch batch, long firstRow)
    {
        var there = new bool[batch.Length];
        there.AsSpan().Fill(true);
        var depth = 0;
        foreach (var data in Levels(batch))
        {
            for (var row = 0; row < there.Length; row++)
            {
                if (there[row] && IsNull(data, row))
                {
                    there[row] = around.Nullable[depth] ? false : throw new DataException(string.Create(CultureInfo.InvariantCulture,
                        $"File '{file}', column '{column.Name}', row {firstRow + row}: the record '{Path(depth)}' is null, ")
                        + "but it is required. Fill it in, or declare the property nullable.");
                }
            }

            depth++;
        }

        return there;
    }

    /// <summary>The values of a column of the innermost record, null where the record is not there.</summary>
    public IArrowArray Inside(RecordBatch batch, string name, bool[] there)
    {
        var leaf = Child(Levels(batch).Last(), name, batch.Length);
        if (leaf.DataType is NullType)
        {
            return ArrowArrayFactory.BuildArray(leaf);
        }

        // A required value in a record that is null has no null of its own: what stands there means nothing.
        var bits = new ArrowBuffer.BitmapBuilder(leaf.Offset + leaf.Length);
        bits.AppendRange(false, leaf.Offset);
        var nulls = 0;
        for (var row = 0; row < leaf.Length; row++)
        {
            var isNull = !there[row] || IsNull(leaf, row);
            bits.Append(!isNull);
            nulls += isNull ? 1 : 0;
        }

        return ArrowArrayFactory.BuildArray(new ArrayData(leaf.DataType, leaf.Length, nulls, leaf.Offset,
            [bits.Build(), .. leaf.Buffers.Skip(1)], leaf.Children, leaf.Dictionary));
    }

    private IEnumerable<ArrayData> Levels(RecordBatch batch)
    {
        ArrayData? data = null;
        foreach (var node in around.Path)
        {
            data = data is null ? batch.Column(node.Name).Data : Child(data, node.Name, batch.Length);
            yield return data;
        }
    }

    private static ArrayData Child(ArrayData record, string name, int rows)
    {
        var child = record.Children[((StructType)record.DataType).GetFieldIndex(name)];
        return record.Offset == 0 && child.Length == rows ? child : child.Slice(record.Offset, rows);
    }

    private static bool IsNull(ArrayData data, int row) =>
        data.Buffers[0].Span is { IsEmpty: false } bits && !BitUtility.GetBit(bits, data.Offset + row);

    private string Path(int depth) => string.Join('.', around.Path.Take(depth + 1).Select(n => n.Name));
}
