using System.Runtime.CompilerServices;
using Apache.Arrow;
using Unified.Logical;

namespace Unified.Columnar;

/// <summary>A column of fixed-width values: 32, 64 or 128 bits.</summary>
internal sealed class FixedColumnWriter<TValue>(DataType type) : ColumnWriter where TValue : unmanaged
{
    private ArrowBuffer.Builder<TValue> _values = new();
    private ArrowBuffer.BitmapBuilder _valid = new();

    public override void Null() => Append(default, false);

    public override void Int64(long value)
    {
        if (typeof(TValue) == typeof(int))
        {
            Number(checked((int)value));
        }
        else
        {
            Number(value);
        }
    }

    public override void Int128(Int128 value) => Number(value);

    public override void Number<T>(T value)
    {
        if (typeof(T) != typeof(TValue))
        {
            base.Number(value);
        }

        Append(Unsafe.BitCast<T, TValue>(value), true);
    }

    public override IArrowArray Build()
    {
        var nulls = _valid.UnsetBitCount;
        var data = new ArrayData(ArrowTypes.From(type), Count, nulls, 0, [nulls == 0 ? ArrowBuffer.Empty : _valid.Build(), _values.Build()]);
        (_values, _valid, Count) = (new(), new(), 0);
        return ArrowArrayFactory.BuildArray(data);
    }

    private void Append(TValue value, bool valid)
    {
        _values.Append(value);
        _valid.Append(valid);
        Count++;
    }
}
