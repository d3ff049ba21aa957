using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>A column of values and how often each was there.</summary>
internal sealed class CountsColumnWriter(MapType type, DataType value) : ColumnWriter
{
    private readonly List<int> _offsets = [0];
    private readonly ColumnWriter _values = For(value);
    private readonly FixedColumnWriter<long> _counts = new(DataType.Int64);

    public void Append(IEnumerable<KeyValuePair<object, long>> counts)
    {
        foreach (var (one, count) in counts)
        {
            _values.Value(one);
            _counts.Append(count);
        }

        _offsets.Add(_values.Count);
        Count++;
    }

    public override IArrowArray Build()
    {
        var entries = _values.Count;
        var offsets = new ArrowBuffer.Builder<int>(_offsets.Count).AppendRange(_offsets).Build();
        var pairs = new StructArray(type.Fields[0].DataType, entries, [_values.Build(), _counts.Build()], ArrowBuffer.Empty, 0);
        var map = new MapArray(type, Count, offsets, pairs, ArrowBuffer.Empty, 0);
        _offsets.Clear();
        _offsets.Add(0);
        Count = 0;
        return map;
    }
}
