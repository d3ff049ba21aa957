using System.Text;
using Unified.Columnar;

namespace Unified.Aggregates;

/// <summary>The smallest or largest text by its UTF-8 bytes, as every engine orders it. The word is a text's number plus one.</summary>
internal sealed class TextExtremeKernel(bool largest) : AggregateKernel
{
    private readonly List<byte[]> _texts = [];
    private byte[] _buffer = new byte[256];

    public override int Words => 1;

    public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
    {
        var values = ((ValueVector<string>)argument!).Values;
        var valid = argument!.Valid;
        for (var row = 0; row < offsets.Length; row++)
        {
            if (valid is null || valid[row])
            {
                Offer(ref words[offsets[row]], Utf8(values[row]));
            }
        }
    }

    public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
    {
        if (state[0] == 0)
        {
            columns[0].Null();
        }
        else
        {
            columns[0].Text(_texts[(int)state[0] - 1]);
        }
    }

    public override void Clear() => _texts.Clear();

    private void Offer(ref long word, ReadOnlySpan<byte> value)
    {
        if (word == 0)
        {
            _texts.Add(value.ToArray());
            word = _texts.Count;
        }
        else if (value.SequenceCompareTo(_texts[(int)word - 1]) is var order && (largest ? order > 0 : order < 0))
        {
            _texts[(int)word - 1] = value.ToArray();
        }
    }

    private ReadOnlySpan<byte> Utf8(string text)
    {
        if (_buffer.Length < Encoding.UTF8.GetMaxByteCount(text.Length))
        {
            _buffer = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        }

        return _buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, _buffer));
    }
}
