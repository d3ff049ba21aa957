using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Plans;
using Unified.Types;

namespace Unified.Serving.Rows;

/// <summary>Row batches as an ArrowStream body, each with columns that are constant in it.</summary>
internal sealed class ArrowBody
{
    private readonly RowLayout _rows;
    private readonly Apache.Arrow.Schema _schema;
    private readonly List<RecordBatch> _batches = [];

    /// <param name="rows">The layout that every batch must have.</param>
    /// <param name="constants">The names of the constant columns: text, or 64-bit integers.</param>
    public ArrowBody(RowLayout rows, params ReadOnlySpan<(string Name, IArrowType Type)> constants)
    {
        _rows = rows;
        var schema = new Apache.Arrow.Schema.Builder();
        foreach (var (name, type) in constants)
        {
            schema.Field(new Apache.Arrow.Field(name, type, false));
        }

        foreach (var field in ArrowTypes.Schema(rows.Columns).FieldsList)
        {
            schema.Field(field);
        }

        _schema = schema.Build();
    }

    /// <summary>
    /// A body of more bytes is better sent as several: it lies in memory, and no array of .NET holds more than eight times that.
    /// </summary>
    public const long MostBytes = 256 << 20;

    public long Rows { get; private set; }

    /// <summary>How large it is, without the constant columns.</summary>
    public long Bytes { get; private set; }

    /// <summary>A batch in pieces that a body can take; the batch itself where it is small enough. They share its memory.</summary>
    public static IEnumerable<RecordBatch> Pieces(RecordBatch batch, long mostRows = long.MaxValue, long mostBytes = MostBytes)
    {
        var count = Math.Max(Parts(batch.Length, mostRows), Parts(Size(batch), mostBytes));
        if (count <= 1 || batch.Length == 0)
        {
            yield return batch;
            yield break;
        }

        var rows = (int)Parts(batch.Length, count);
        for (var row = 0; row < batch.Length; row += rows)
        {
            var length = Math.Min(rows, batch.Length - row);
            yield return new RecordBatch(batch.Schema, batch.Arrays.Select(a => ArrowArrayFactory.Slice(a, row, length)), length);
        }
    }

    /// <summary>The bytes of a batch's buffers.</summary>
    public static long Size(RecordBatch batch) => batch.Arrays.Sum(a => Size(a.Data));

    /// <summary>Columns that the insert names.</summary>
    public string Columns => string.Join(", ", _schema.FieldsList.Select(f => ClickHouseSql.Identifier(f.Name)));

    /// <summary>
    /// Adds a batch. Its columns are taken in order and must be those of the layout: ClickHouse would fill a missing one with defaults.
    /// </summary>
    public void Add(RecordBatch batch, params ReadOnlySpan<object> constants)
    {
        var names = _rows.Columns;
        if (batch.ColumnCount != names.Length || !names.Select((f, i) => batch.Schema.GetFieldByIndex(i).Name == f.Name).All(same => same))
        {
            throw new InternalException(
                $"A batch of columns ({string.Join(", ", batch.Schema.FieldsList.Select(f => f.Name))}) was given where the job's rows are "
                + $"({string.Join(", ", names.Select(f => f.Name))}).");
        }

        if (batch.Length == 0)
        {
            return;
        }

        var arrays = new List<IArrowArray>(_schema.FieldsList.Count);
        foreach (var constant in constants)
        {
            arrays.Add(Repeat(constant, batch.Length));
        }

        arrays.AddRange(batch.Arrays);
        _batches.Add(new RecordBatch(_schema, arrays, batch.Length));
        Rows += batch.Length;
        Bytes += Size(batch);
    }

    public ReadOnlyMemory<byte> ToBytes()
    {
        using var body = new MemoryStream();
        using (var writer = new ArrowStreamWriter(body, _schema, leaveOpen: true))
        {
            foreach (var batch in _batches)
            {
                writer.WriteRecordBatch(batch);
            }

            writer.WriteEnd();
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static long Parts(long all, long most) => all == 0 ? 0 : ((all - 1) / most) + 1;

    // Of a slice the part of its buffers that its rows are, about.
    private static long Size(ArrayData data)
    {
        if (data.DataType is FixedWidthType { BitWidth: var bits })
        {
            return ((long)bits * data.Length / 8) + (data.Length / 8);
        }

        var size = data.Buffers.Sum(b => (long)b.Length) + (data.Children?.Sum(Size) ?? 0) + (data.Dictionary is { } d ? Size(d) : 0);
        var all = data.Buffers is [_, var offsets, ..] ? (offsets.Length / sizeof(int)) - 1 : data.Length + data.Offset;
        return all <= data.Length ? size : size * data.Length / Math.Max(1, all);
    }

    private static IArrowArray Repeat(object value, int count) => value switch
    {
        long number => new Int64Array.Builder().AppendRange(Enumerable.Repeat(number, count)).Build(),
        int number => new Int32Array.Builder().AppendRange(Enumerable.Repeat(number, count)).Build(),
        ulong number => new UInt64Array.Builder().AppendRange(Enumerable.Repeat(number, count)).Build(),
        string text => new StringArray.Builder().AppendRange(Enumerable.Repeat(text, count)).Build(),
        _ => throw new InternalException($"{value.GetType().Name} is not a constant column."),
    };
}
