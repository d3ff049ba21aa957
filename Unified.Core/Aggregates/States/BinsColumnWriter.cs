using Apache.Arrow;
using Unified.Columnar;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>A column of sketches: map(int32, int64), keys ascending.</summary>
internal sealed class BinsColumnWriter : ColumnWriter
{
    private readonly List<int> _offsets = [0];
    private readonly FixedColumnWriter<int> _keys = new(DataType.Int32);
    private readonly FixedColumnWriter<long> _counts = new(DataType.Int64);

    public void Append(ReadOnlySpan<KeyValuePair<int, long>> bins)
    {
        foreach (var (bin, count) in bins)
        {
            _keys.Append(bin);
            _counts.Append(count);
        }

        _offsets.Add(_keys.Count);
        Count++;
    }

    public override IArrowArray Build()
    {
        var type = BinsState.MapType;
        var entries = _keys.Count;
        var offsets = new ArrowBuffer.Builder<int>(_offsets.Count).AppendRange(_offsets).Build();
        var pairs = new StructArray(type.Fields[0].DataType, entries, [_keys.Build(), _counts.Build()], ArrowBuffer.Empty, 0);
        var map = new MapArray(type, Count, offsets, pairs, ArrowBuffer.Empty, 0);
        _offsets.Clear();
        _offsets.Add(0);
        Count = 0;
        return map;
    }
}
