using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Types;

namespace Unified.Columnar;

/// <summary>A column of booleans.</summary>
internal sealed class BooleanColumnWriter : ColumnWriter
{
    private BooleanArray.Builder _values = new();

    public override void Null()
    {
        _values.AppendNull();
        Count++;
    }

    public override void Boolean(bool value)
    {
        _values.Append(value);
        Count++;
    }

    public override IArrowArray Build()
    {
        var array = _values.Build();
        (_values, Count) = (new(), 0);
        return array;
    }
}

/// <summary>A column of Guids: 16 bytes each, in the order of the digits.</summary>
internal sealed class GuidColumnWriter(DataType type) : ColumnWriter
{
    private readonly FixedColumnWriter<Int128> _values = new(type);

    public override void Null()
    {
        _values.Null();
        Count++;
    }

    public override void Int128(Int128 value)
    {
        _values.Append(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        Count++;
    }

    public override void Number<T>(T value)
    {
        if (value is Int128 wide)
        {
            Int128(wide);
        }
        else
        {
            base.Number(value);
        }
    }

    public override IArrowArray Build()
    {
        Count = 0;
        return _values.Build();
    }
}
