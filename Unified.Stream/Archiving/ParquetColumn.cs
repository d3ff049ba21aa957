using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Schema;
using Unified.Errors;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Streaming.Archiving;

/// <summary>One column of the archive: its Parquet type, and how an Arrow column of it is written.</summary>
internal abstract class ParquetColumn(string name, bool nullable)
{
    protected string Name { get; } = name;

    protected bool Nullable { get; } = nullable;

    protected Repetition Repetition => Nullable ? Repetition.Optional : Repetition.Required;

    public static ParquetColumn For(Field field)
    {
        var (name, type) = (field.Name, field.Type);
        return type.Kind switch
        {
            TypeKind.Boolean => new ValueColumn<bool>(
                name, type.Nullable, PhysicalType.Boolean, LogicalType.None, (a, row) => ((BooleanArray)a).GetValue(row)!.Value),
            TypeKind.Int32 => new ValueColumn<int>(
                name, type.Nullable, PhysicalType.Int32, LogicalType.None, (a, row) => ((Int32Array)a).Values[row]),
            TypeKind.Int64 => new ValueColumn<long>(
                name, type.Nullable, PhysicalType.Int64, LogicalType.None, (a, row) => ((Int64Array)a).Values[row]),
            TypeKind.Timestamp => new ValueColumn<long>(
                name, type.Nullable, PhysicalType.Int64, () => LogicalType.Timestamp(true, TimeUnit.Micros),
                (a, row) => ((TimestampArray)a).Values[row]),
            TypeKind.Decimal => new DecimalColumn(name, type.Nullable, type.Precision, type.Scale),
            TypeKind.String or TypeKind.List => new TextColumn(name, type.Nullable),
            TypeKind.Int8 => Narrow(8, true),
            TypeKind.UInt8 => Narrow(8, false),
            TypeKind.Int16 => Narrow(16, true),
            TypeKind.UInt16 => Narrow(16, false),
            TypeKind.UInt32 => new ValueColumn<int>(name, type.Nullable, PhysicalType.Int32, () => LogicalType.Int(32, false),
                (a, row) => unchecked((int)((UInt32Array)a).Values[row])),
            TypeKind.UInt64 => new ValueColumn<long>(name, type.Nullable, PhysicalType.Int64, () => LogicalType.Int(64, false),
                (a, row) => unchecked((long)((UInt64Array)a).Values[row])),
            TypeKind.Double => new ValueColumn<double>(name, type.Nullable, PhysicalType.Double, LogicalType.None,
                (a, row) => ((DoubleArray)a).Values[row]),
            TypeKind.Single => new ValueColumn<float>(name, type.Nullable, PhysicalType.Float, LogicalType.None,
                (a, row) => ((FloatArray)a).Values[row]),
            TypeKind.Date => new ValueColumn<int>(name, type.Nullable, PhysicalType.Int32, LogicalType.Date,
                (a, row) => ((Date32Array)a).Values[row]),
            TypeKind.Time => new ValueColumn<long>(name, type.Nullable, PhysicalType.Int64, () => LogicalType.Time(true, TimeUnit.Micros),
                (a, row) => ((Int64Array)a).Values[row]),
            // Parquet has no length of time: microseconds.
            TypeKind.Duration => new ValueColumn<long>(name, type.Nullable, PhysicalType.Int64, LogicalType.None,
                (a, row) => ((Int64Array)a).Values[row]),
            TypeKind.Guid => new GuidColumn(name, type.Nullable),
            TypeKind.Enum => new EnumColumn(name, type.Nullable, type.Members!),
            _ => throw new InternalException($"Column '{name}' has type {type}, which the archive cannot hold."),
        };

        ValueColumn<int> Narrow(int bits, bool signed) => new(name, type.Nullable, PhysicalType.Int32, () => LogicalType.Int(bits, signed),
            (a, row) => ((Int32Array)a).Values[row]);
    }

    /// <summary>The column in the file's schema. The caller disposes of it.</summary>
    public abstract PrimitiveNode Node();

    /// <summary>Writes the array as the group's next column.</summary>
    public abstract void Write(RowGroupWriter group, IArrowArray array);

    /// <summary>Nulls are definition levels in Parquet, and values stand without gaps.</summary>
    /// <param name="value">The value at a row that is not null.</param>
    protected void Write<T>(RowGroupWriter group, IArrowArray array, Func<int, T> value) where T : unmanaged
    {
        if (array.NullCount > 0 && !Nullable)
        {
            throw new InternalException($"Column '{Name}' of the archive is required and was given null.");
        }

        var values = new T[array.Length - array.NullCount];
        var levels = new short[Nullable ? array.Length : 0];
        var next = 0;
        for (var row = 0; row < array.Length; row++)
        {
            if (array.IsValid(row))
            {
                values[next++] = value(row);
                if (Nullable)
                {
                    levels[row] = 1;
                }
            }
        }

        using var writer = (ColumnWriter<T>)group.NextColumn();
        writer.WriteBatch(array.Length, levels, default, values);
    }
}

/// <summary>Values of a fixed width.</summary>
internal sealed class ValueColumn<T>(
    string name, bool nullable, PhysicalType physical, Func<LogicalType> logical, Func<IArrowArray, int, T> read)
    : ParquetColumn(name, nullable) where T : unmanaged
{
    public override PrimitiveNode Node()
    {
        using var type = logical();
        return new PrimitiveNode(Name, Repetition, type, physical);
    }

    public override void Write(RowGroupWriter group, IArrowArray array) => Write(group, array, row => read(array, row));
}
