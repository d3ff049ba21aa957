using System.Buffers.Binary;
using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Schema;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>Decimals with their declared precision: big-endian in the fewest bytes that hold it, as every reader knows them.</summary>
internal sealed class DecimalColumn(string name, bool nullable, int precision, int scale) : ParquetColumn(name, nullable)
{
    private const int Width = 16;

    private readonly int _length = Enumerable.Range(1, Width)
        .First(n => n == Width || Int128.One << ((8 * n) - 1) >= Decimals.PowerOfTen(precision));

    public override PrimitiveNode Node()
    {
        using var type = LogicalType.Decimal(precision, scale);
        return new PrimitiveNode(Name, Repetition, type, PhysicalType.FixedLenByteArray, _length);
    }

    public override unsafe void Write(RowGroupWriter group, IArrowArray array)
    {
        var decimals = (Decimal128Array)array;
        var bigEndian = new byte[array.Length * Width];
        fixed (byte* start = bigEndian)
        {
            var first = (nint)start;
            Write(group, array, row =>
            {
                var value = BitConverter.ToInt128(decimals.ValueBuffer.Span.Slice((array.Data.Offset + row) * Width, Width));
                BinaryPrimitives.WriteInt128BigEndian(bigEndian.AsSpan(row * Width, Width), value);
                return new FixedLenByteArray(first + ((row + 1) * Width) - _length);
            });
        }
    }
}

/// <summary>Text, as a dictionary or plain.</summary>
internal sealed class TextColumn(string name, bool nullable) : ParquetColumn(name, nullable)
{
    public override PrimitiveNode Node()
    {
        using var type = LogicalType.String();
        return new PrimitiveNode(Name, Repetition, type, PhysicalType.ByteArray);
    }

    public override void Write(RowGroupWriter group, IArrowArray array)
    {
        var ids = (array as DictionaryArray)?.Indices as Int32Array;
        var texts = (BinaryArray)((array as DictionaryArray)?.Dictionary ?? array);
        using var pin = texts.ValueBuffer.Memory.Pin();
        var bytes = Bytes.At(pin);
        Write(group, array, row => Bytes.Of(texts, bytes, ids is null ? row : ids.Values[row]));
    }
}

/// <summary>Guids: 16 bytes in the order of the digits.</summary>
internal sealed class GuidColumn(string name, bool nullable) : ParquetColumn(name, nullable)
{
    private const int Width = 16;

    public override PrimitiveNode Node()
    {
        using var type = LogicalType.Uuid();
        return new PrimitiveNode(Name, Repetition, type, PhysicalType.FixedLenByteArray, Width);
    }

    public override unsafe void Write(RowGroupWriter group, IArrowArray array)
    {
        using var pin = array.Data.Buffers[1].Memory.Pin();
        var first = (nint)pin.Pointer + (array.Data.Offset * Width);
        Write(group, array, row => new FixedLenByteArray(first + (row * Width)));
    }
}

/// <summary>Members of an enumeration by name: a number may mean another member in a later build.</summary>
internal sealed class EnumColumn(string name, bool nullable, EnumMembers members) : ParquetColumn(name, nullable)
{
    private readonly Dictionary<int, byte[]> _names =
        members.Distinct().ToDictionary(m => m.Number, m => System.Text.Encoding.UTF8.GetBytes(m.Name));

    public override PrimitiveNode Node()
    {
        using var type = LogicalType.String();
        return new PrimitiveNode(Name, Repetition, type, PhysicalType.ByteArray);
    }

    public override unsafe void Write(RowGroupWriter group, IArrowArray array)
    {
        var numbers = (Int32Array)array;
        var all = _names.Values.SelectMany(n => n).ToArray();
        var starts = new Dictionary<int, (int Start, int Length)>();
        var start = 0;
        foreach (var (number, text) in _names)
        {
            starts.Add(number, (start, text.Length));
            start += text.Length;
        }

        fixed (byte* bytes = all)
        {
            var first = (nint)bytes;
            Write(group, array, row => starts[numbers.Values[row]] is var name ? new ByteArray(first + name.Start, name.Length) : default);
        }
    }
}

/// <summary>Bytes, nullable.</summary>
internal sealed class BytesColumn(string name) : ParquetColumn(name, nullable: true)
{
    public override PrimitiveNode Node()
    {
        using var type = LogicalType.None();
        return new PrimitiveNode(Name, Repetition, type, PhysicalType.ByteArray);
    }

    public override void Write(RowGroupWriter group, IArrowArray array)
    {
        var binary = (BinaryArray)array;
        using var pin = binary.ValueBuffer.Memory.Pin();
        var bytes = Bytes.At(pin);
        Write(group, array, row => Bytes.Of(binary, bytes, row));
    }
}

/// <summary>Values of Arrow's binary columns, where they are.</summary>
file static class Bytes
{
    public static unsafe nint At(System.Buffers.MemoryHandle pin) => (nint)pin.Pointer;

    public static ByteArray Of(BinaryArray array, nint bytes, int row)
    {
        var offsets = array.ValueOffsets;
        return new ByteArray(bytes + offsets[row], offsets[row + 1] - offsets[row]);
    }
}
