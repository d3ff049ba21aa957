using Apache.Arrow;
using Parquet;
using Parquet.Schema;
using Unified.Errors;
using Unified.Logical;
using Unified.Time;
using Field = Unified.Logical.Field;

namespace Unified.Streaming.Archiving;

/// <summary>One column of the archive: its Parquet type, and how an Arrow column of it is written.</summary>
internal abstract class ParquetColumn(DataField field)
{
    public DataField Field { get; } = field;

    public static ParquetColumn For(Field field)
    {
        var (name, type) = (field.Name, field.Type);
        return type.Kind switch
        {
            TypeKind.Boolean => new ValueColumn<bool>(new DataField(name, typeof(bool), type.Nullable), a => ((BooleanArray)a).GetValue),
            TypeKind.Int32 => new ValueColumn<int>(new DataField(name, typeof(int), type.Nullable), a => ((Int32Array)a).GetValue),
            TypeKind.Int64 => new ValueColumn<long>(new DataField(name, typeof(long), type.Nullable), a => ((Int64Array)a).GetValue),
            TypeKind.Timestamp => new ValueColumn<DateTime>(
                new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, type.Nullable),
                a => row => a.IsNull(row) ? null : Timestamps.ToDateTime(((TimestampArray)a).Values[row])),
            TypeKind.Decimal => new ValueColumn<decimal>(new DecimalDataField(name, type.Precision, type.Scale, false, type.Nullable),
                a => row => a.IsNull(row) ? null : Decimal(((Decimal128Array)a).ValueBuffer.Span.Slice((a.Offset + row) * 16, 16), type.Scale)),
            TypeKind.String => new TextColumn(new DataField(name, typeof(string), type.Nullable)),
            _ => throw new InternalException($"Column '{name}' has type {type}, which the archive cannot hold."),
        };
    }

    public abstract Task WriteAsync(ParquetRowGroupWriter group, IArrowArray array);

    private static decimal Decimal(ReadOnlySpan<byte> bytes, int scale)
    {
        var unscaled = BitConverter.ToInt128(bytes);
        var magnitude = (UInt128)Int128.Abs(unscaled);
        return unchecked(new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), Int128.IsNegative(unscaled), (byte)scale));
    }
}

/// <summary>Values of a fixed width.</summary>
internal sealed class ValueColumn<T>(DataField field, Func<IArrowArray, Func<int, T?>> read) : ParquetColumn(field) where T : struct
{
    public override Task WriteAsync(ParquetRowGroupWriter group, IArrowArray array)
    {
        var value = read(array);
        if (Field.IsNullable)
        {
            var nullable = new T?[array.Length];
            for (var row = 0; row < nullable.Length; row++)
            {
                nullable[row] = value(row);
            }

            return group.WriteAsync<T>(Field, nullable.AsMemory());
        }

        var values = new T[array.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = value(row)!.Value;
        }

        return group.WriteAsync<T>(Field, values.AsMemory());
    }
}

/// <summary>Text, as a dictionary or plain; each distinct text of a dictionary becomes one string.</summary>
internal sealed class TextColumn(DataField field) : ParquetColumn(field)
{
    public override Task WriteAsync(ParquetRowGroupWriter group, IArrowArray array)
    {
        var values = new string?[array.Length];
        if (array is DictionaryArray { Dictionary: StringArray texts, Indices: Int32Array ids })
        {
            var distinct = Enumerable.Range(0, texts.Length).Select(i => texts.GetString(i)).ToArray();
            for (var row = 0; row < values.Length; row++)
            {
                values[row] = ids.GetValue(row) is { } id ? distinct[id] : null;
            }
        }
        else
        {
            for (var row = 0; row < values.Length; row++)
            {
                values[row] = ((StringArray)array).GetString(row);
            }
        }

        return group.WriteAsync(Field, values!);
    }
}

/// <summary>Bytes, nullable.</summary>
internal sealed class BytesColumn(string name) : ParquetColumn(new DataField(name, typeof(byte[]), true))
{
    public override Task WriteAsync(ParquetRowGroupWriter group, IArrowArray array)
    {
        var values = new byte[]?[array.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = array.IsNull(row) ? null : ((BinaryArray)array).GetBytes(row).ToArray();
        }

        return group.WriteAsync(Field, values!);
    }
}
