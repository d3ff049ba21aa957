using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>Takes one wanted column out of the batches of a file.</summary>
internal abstract class ColumnReading(Field column, IArrowType type)
{
    /// <summary>The wanted column.</summary>
    public Field Column { get; } = column;

    /// <summary>The Arrow type that comes out.</summary>
    public IArrowType Type { get; } = type;

    /// <summary>The reading of a column.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="origin">Where it is.</param>
    /// <param name="schema">The file's columns as Arrow has them.</param>
    /// <param name="form">How it is spelled.</param>
    /// <exception cref="DataException">No value that is there is one of the wanted type.</exception>
    public static ColumnReading For(string file, ColumnOrigin origin, Schema schema, Logical.ColumnForm? form)
    {
        switch (origin)
        {
            case PresenceOrigin presence:
                return new PresenceReading(file, presence);
            case ConstantOrigin constant:
                return new ConstantReading(file, constant);
        }

        var found = (FoundOrigin)origin;
        var type = schema.GetFieldByName(found.Path[0].Name).DataType;
        foreach (var node in found.Path.Skip(1))
        {
            type = ((StructType)type).GetFieldByName(node.Name).DataType;
        }

        return new FoundReading(file, found, ColumnConversion.For(file, origin.Column, type, form, found.Path[^1].IsText));
    }

    /// <summary>The values of a batch that begins at a row of the file. What it hands on of the batch is no longer the batch's.</summary>
    public abstract IArrowArray Read(RecordBatch batch, long firstRow);

    private sealed class FoundReading(string file, FoundOrigin origin, ColumnConversion conversion)
        : ColumnReading(origin.Column, conversion.Type)
    {
        private readonly RecordRows _records = new(file, origin.Column, origin.Around);

        public override IArrowArray Read(RecordBatch batch, long firstRow)
        {
            if (origin.Path.Count == 1)
            {
                return conversion.Convert(batch.Column(origin.Path[0].Name), firstRow);
            }

            var there = _records.There(batch, firstRow);
            var values = _records.Inside(batch, origin.Path[^1].Name, there);
            var rows = Enumerable.Range(0, values.Length);
            if (origin.IsRequired && rows.FirstOrDefault(r => there[r] && values.IsNull(r), -1) is var row and >= 0)
            {
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"File '{file}', column '{Column.Name}', row {firstRow + row}: null, but the column is required ")
                    + "where its record is there. Fill the value in, or declare the property nullable.");
            }

            return conversion.Convert(values, firstRow);
        }
    }

    private sealed class PresenceReading(string file, PresenceOrigin origin)
        : ColumnReading(origin.Column, ArrowTypes.From(origin.Column.Type))
    {
        private readonly RecordRows _records = new(file, origin.Column, origin.Around);

        public override IArrowArray Read(RecordBatch batch, long firstRow)
        {
            var there = _records.There(batch, firstRow);
            var column = ColumnWriter.For(DataType.Boolean);
            foreach (var isThere in there)
            {
                column.Boolean(isThere);
            }

            return column.Build();
        }
    }

    private sealed class ConstantReading(string file, ConstantOrigin origin)
        : ColumnReading(origin.Column, ArrowTypes.From(origin.Column.Type))
    {
        private readonly RecordRows _records = new(file, origin.Column, origin.Around);

        public override IArrowArray Read(RecordBatch batch, long firstRow)
        {
            var there = _records.There(batch, firstRow);
            return Constants.Of(Column, origin.Value, batch.Length, row => !there[row]);
        }
    }
}
