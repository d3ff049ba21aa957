using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>A column of sets of values.</summary>
internal sealed class SetColumnWriter(ListType type, DataType value) : ColumnWriter
{
    private readonly List<int> _offsets = [0];
    private readonly ColumnWriter _values = For(value);

    public void Append(IEnumerable<object> values)
    {
        foreach (var one in values)
        {
            _values.Value(one);
        }

        _offsets.Add(_values.Count);
        Count++;
    }

    public override IArrowArray Build()
    {
        var offsets = new ArrowBuffer.Builder<int>(_offsets.Count).AppendRange(_offsets).Build();
        var list = new ListArray(type, Count, offsets, _values.Build(), ArrowBuffer.Empty, 0);
        _offsets.Clear();
        _offsets.Add(0);
        Count = 0;
        return list;
    }
}
