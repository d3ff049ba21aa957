using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Unified.Columnar;

/// <summary>
/// A column of UTF-8 text. Not Arrow's builder, for the reasons of <see cref="FixedColumnWriter{TValue}"/>. Keeps its memory from column to
/// column.
/// </summary>
internal sealed class TextColumnWriter : ColumnWriter
{
    private const int BytesOfCharacter = 3;

    private byte[] _bytes = [];
    private int _used;
    private int[] _ends = new int[16];
    private bool[] _null = [];
    private int _nulls;

    public override void Null()
    {
        End();
        if (_null.Length < Count)
        {
            System.Array.Resize(ref _null, _ends.Length);
        }

        _null[Count - 1] = true;
        _nulls++;
    }

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_used));
        _used += utf8.Length;
        End();
    }

    public override void Text(string text)
    {
        Reserve(checked(text.Length * BytesOfCharacter));
        _used += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_used));
        End();
    }

    public override IArrowArray Build()
    {
        var offsets = new ArrowBuffer.Builder<int>(Count + 1).Append(0).Append(_ends.AsSpan(0, Count)).Build();
        var bytes = new ArrowBuffer.Builder<byte>(_used).Append(_bytes.AsSpan(0, _used)).Build();
        var valid = _nulls == 0 ? ArrowBuffer.Empty : Validity.Of(_null, Count);
        var array = new StringArray(new ArrayData(StringType.Default, Count, _nulls, 0, [valid, offsets, bytes]));
        (Count, _used, _nulls) = (0, 0, 0);
        return array;
    }

    private void End()
    {
        if (Count == _ends.Length)
        {
            System.Array.Resize(ref _ends, Count * 2);
        }

        _ends[Count++] = _used;
    }

    private void Reserve(int length)
    {
        // Beyond what an array can hold nobody can go on: Arrow's offsets end there too.
        var needed = checked(_used + length);
        if (needed > _bytes.Length)
        {
            System.Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, _bytes.Length * 2L), System.Array.MaxLength));
        }
    }
}
