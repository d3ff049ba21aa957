using Apache.Arrow;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;
using Unified.Definition.Tables;
using Unified.Errors;
using Unified.Time;

namespace Unified.Batch.Tables;

/// <summary>A Parquet file as a table; columns of kinds that no property has are left out.</summary>
internal static class ParquetTable
{
    /// <exception cref="DataException">It is damaged.</exception>
    public static TableRows Read(string path)
    {
        try
        {
            using var file = new FileReader(path);
            using var batches = file.GetRecordBatchReader();
            var fields = file.Schema.FieldsList.Select((f, i) => (f.Name, f.DataType, Place: i)).Where(f => IsRead(f.DataType)).ToList();
            var rows = new List<IReadOnlyList<object?>>();
            while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
            {
                using (batch)
                {
                    for (var row = 0; row < batch.Length; row++)
                    {
                        rows.Add([.. fields.Select(f => Value(batch.Column(f.Place), row))]);
                    }
                }
            }

            return new TableRows([.. fields.Select(f => f.Name)], rows);
        }
        catch (ParquetException error)
        {
            throw new DataException($"File '{path}' cannot be read: {error.Message}", error);
        }
    }

    private static bool IsRead(IArrowType type) => type is BooleanType or Int8Type or Int16Type or Int32Type or Int64Type or UInt8Type
        or UInt16Type or UInt32Type or UInt64Type or FloatType or DoubleType or StringType or Decimal128Type or Date32Type or TimestampType
        or DictionaryType { ValueType: StringType };

    private static object? Value(IArrowArray array, int row) => array.IsNull(row) ? null : array switch
    {
        BooleanArray a => a.GetValue(row),
        Int8Array a => a.GetValue(row),
        Int16Array a => a.GetValue(row),
        Int32Array a => a.GetValue(row),
        Int64Array a => a.GetValue(row),
        UInt8Array a => a.GetValue(row),
        UInt16Array a => a.GetValue(row),
        UInt32Array a => a.GetValue(row),
        UInt64Array a => a.GetValue(row),
        FloatArray a => a.GetValue(row),
        DoubleArray a => a.GetValue(row),
        StringArray a => a.GetString(row),
        DictionaryArray { Dictionary: StringArray texts, Indices: Int32Array places } => texts.GetString(places.GetValue(row)!.Value),
        Decimal128Array a => a.GetValue(row),
        Date32Array a => DateOnly.FromDateTime(a.GetDateTime(row)!.Value),
        TimestampArray a => Time(a, row),
        _ => throw new InternalException($"A column of {array.GetType().Name} was to be left out."),
    };

    private static DateTime Time(TimestampArray array, int row)
    {
        var value = array.Values[row];
        return Timestamps.ToDateTime(((TimestampType)array.Data.DataType).Unit switch
        {
            Apache.Arrow.Types.TimeUnit.Second => checked(value * 1_000_000),
            Apache.Arrow.Types.TimeUnit.Millisecond => checked(value * 1_000),
            Apache.Arrow.Types.TimeUnit.Microsecond => value,
            _ => Timestamps.FloorDiv(value, 1_000),
        });
    }
}
