using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Floating-point numbers of any width, and integers, to double or float: exactly, or refused at their row. So are NaN and infinity, which
/// no record of a topic can hold.
/// </summary>
internal sealed class RealConversion(string file, Field column, IArrowType found, IArrowType type)
    : ColumnConversion(file, column, found, type)
{
    private readonly bool _isSingle = column.Type.Kind == TypeKind.Single;

    public static bool Takes(IArrowType type) =>
        type is DoubleType or FloatType or HalfFloatType || IntegerConversion.Range(type) is not null;

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        if (Found.TypeId == Type.TypeId)
        {
            for (var row = 0; row < array.Length; row++)
            {
                if (array.IsValid(row))
                {
                    Exact(array, row, firstRow);
                }
            }

            return array;
        }

        using var from = array;
        var to = ColumnWriter.For(Column.Type);
        for (var row = 0; row < from.Length; row++)
        {
            if (from.IsNull(row))
            {
                to.Null();
            }
            else if (Exact(from, row, firstRow) is var value && _isSingle)
            {
                to.Number((float)value);
            }
            else
            {
                to.Number(value);
            }
        }

        return to.Build();
    }

    private double Exact(IArrowArray array, int row, long firstRow)
    {
        if (IntegerConversion.Range(Found) is not null)
        {
            var integer = IntegerConversion.Value(array, row)!.Value;
            var nearest = _isSingle ? (double)(float)integer : (double)integer;
            return (Int128)nearest == integer ? nearest : throw Inexact(firstRow + row, integer.ToString(CultureInfo.InvariantCulture));
        }

        var value = array switch
        {
            DoubleArray a => a.Values[row],
            FloatArray a => a.Values[row],
            _ => (double)((HalfFloatArray)array).Values[row],
        };
        if (!double.IsFinite(value))
        {
            throw Wrong(firstRow + row, CarrierText.Format(DataType.Double, value),
                "is no number: a topic cannot hold it. Mend the value, or write null and declare the property nullable.");
        }

        return !_isSingle || (double)(float)value == value ? value
            : throw Inexact(firstRow + row, CarrierText.Format(DataType.Double, value));
    }

    private DataException Inexact(long row, string value) => Wrong(row, value,
        $"is no {Column.Type.AsRequired()} without rounding. Declare a type that has it, or mend the value.");
}
