using System.Runtime.CompilerServices;
using Apache.Arrow;
using Unified.Types;

namespace Unified.Columnar;

/// <summary>
/// A column of fixed-width values: 32, 64 or 128 bits. Not Arrow's builders, which look up their buffer for every value and every valid
/// bit: this is on the path of every event. Keeps its memory from column to column; bits exist from the first null on.
/// </summary>
internal sealed class FixedColumnWriter<TValue>(DataType type) : ColumnWriter where TValue : unmanaged
{
    private TValue[] _values = new TValue[16];
    private bool[] _null = [];
    private int _nulls;

    public override void Null()
    {
        Append(default);
        if (_null.Length < Count)
        {
            System.Array.Resize(ref _null, _values.Length);
        }

        _null[Count - 1] = true;
        _nulls++;
    }

    public override void Int64(long value)
    {
        if (typeof(TValue) == typeof(int))
        {
            Append(Unsafe.BitCast<int, TValue>(checked((int)value)));
        }
        else if (typeof(TValue) == typeof(long))
        {
            Append(Unsafe.BitCast<long, TValue>(value));
        }
        else if (typeof(TValue) == typeof(uint))
        {
            Append(Unsafe.BitCast<uint, TValue>(checked((uint)value)));
        }
        else
        {
            base.Int64(value);
        }
    }

    public override void Int128(Int128 value) => Number(value);

    public override void Number<T>(T value)
    {
        if (typeof(T) != typeof(TValue))
        {
            base.Number(value);
        }

        Append(Unsafe.BitCast<T, TValue>(value));
    }

    /// <summary><see cref="Number"/> for who knows the column's type: a generic virtual method is looked up at every call.</summary>
    public void Append(TValue value)
    {
        if (Count == _values.Length)
        {
            System.Array.Resize(ref _values, Count * 2);
        }

        _values[Count++] = value;
    }

    public override IArrowArray Build()
    {
        var values = new ArrowBuffer.Builder<TValue>(Count).Append(_values.AsSpan(0, Count)).Build();
        var valid = _nulls == 0 ? ArrowBuffer.Empty : Validity.Of(_null, Count);
        var data = new ArrayData(ArrowTypes.From(type), Count, _nulls, 0, [valid, values]);
        (Count, _nulls) = (0, 0);
        return ArrowArrayFactory.BuildArray(data);
    }
}
