using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Decimals of any precision and scale, and integers, to decimal128(38, scale). As in a topic a value must fit precision and scale without
/// rounding: <c>1.50</c> fits one place, <c>1.55</c> does not.
/// </summary>
internal sealed class DecimalConversion : ColumnConversion
{
    private const int Wide = 32;

    private readonly int _scale;
    private readonly Int128 _factor;
    private readonly Int128 _divisor;
    private readonly Int128 _limit;

    public DecimalConversion(string file, Field column, IArrowType found, IArrowType type)
        : base(file, column, found, type)
    {
        _scale = found switch { Decimal128Type d => d.Scale, Decimal256Type d => d.Scale, _ => 0 };
        _limit = Decimals.PowerOfTen(column.Type.Precision);
        _factor = Decimals.PowerOfTen(Math.Max(column.Type.Scale - _scale, 0));
        _divisor = found is Decimal256Type ? 1 : Decimals.PowerOfTen(Math.Max(_scale - column.Type.Scale, 0));
    }

    public static bool Takes(IArrowType type) => type is Decimal128Type or Decimal256Type || IntegerConversion.Range(type) is not null;

    /// <summary>The unscaled integer at a row, or null.</summary>
    public static Int128? Unscaled(Decimal128Array array, int row) =>
        array.IsNull(row) ? null : MemoryMarshal.Read<Int128>(array.ValueBuffer.Span[((array.Offset + row) * 16)..]);

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        if (_factor == 1 && _divisor == 1 && array is Decimal128Array same)
        {
            for (var row = 0; row < same.Length; row++)
            {
                Fit(Unscaled(same, row) ?? 0, firstRow + row);
            }

            // The same bytes under the type that the engine knows: the buffers go over to the new array.
            var data = same.Data;
            return new Decimal128Array(new ArrayData(Type, data.Length, data.NullCount, data.Offset, data.Buffers));
        }

        using var from = array;
        var to = ColumnWriter.For(Column.Type);
        for (var row = 0; row < from.Length; row++)
        {
            if (from.IsNull(row))
            {
                to.Null();
            }
            else
            {
                to.Int128(from is Decimal256Array wide ? Fit(wide, row, firstRow + row)
                    : Fit(IntegerConversion.Value(from, row)!.Value, firstRow + row));
            }
        }

        return to.Build();
    }

    private Int128 Fit(Int128 value, long row) =>
        value % _divisor == 0 && value / _divisor is var whole && whole > -_limit && whole < _limit
            && Int128.Abs(whole) <= (_limit - 1) / _factor ? whole * _factor : throw DoesNotFit(Decimals.Format(value, _scale), row);

    // Wider than every integer of .NET.
    private Int128 Fit(Decimal256Array array, int at, long row)
    {
        var value = new BigInteger(array.ValueBuffer.Span.Slice((array.Offset + at) * Wide, Wide));
        var places = Column.Type.Scale - _scale;
        var rest = BigInteger.Zero;
        var scaled = places >= 0 ? value * BigInteger.Pow(10, places) : BigInteger.DivRem(value, BigInteger.Pow(10, -places), out rest);
        return rest.IsZero && BigInteger.Abs(scaled) < _limit ? (Int128)scaled
            : throw DoesNotFit(string.Create(CultureInfo.InvariantCulture, $"{value}e-{_scale}"), row);
    }

    private Unified.Errors.DataException DoesNotFit(string value, long row) => Wrong(row, value, string.Create(CultureInfo.InvariantCulture,
        $"does not fit {Column.Type}. Declare a larger [Precision] in the source's record, or mend the value."));
}
