using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>A column of lists of events.</summary>
internal sealed class RankedColumnWriter(ListType type, DataType by, DataType value) : ColumnWriter
{
    private readonly List<int> _offsets = [0];

    private readonly ColumnWriter[] _fields = [For(OrderedBits.Type(by)), For(DataType.Int32), For(DataType.Int32), For(DataType.Int64),
        For(DataType.Int32), For(value)];

    public void Append(IEnumerable<RankedEvent> events)
    {
        foreach (var entry in events)
        {
            object?[] values = [Ordered(entry.By), entry.Log, entry.Partition, entry.Offset, entry.Branch, Canonical(entry.Value)];
            for (var i = 0; i < values.Length; i++)
            {
                _fields[i].Value(values[i]);
            }
        }

        _offsets.Add(_fields[0].Count);
        Count++;
    }

    public override IArrowArray Build()
    {
        var entries = _fields[0].Count;
        var offsets = new ArrowBuffer.Builder<int>(_offsets.Count).AppendRange(_offsets).Build();
        var events = new StructArray(type.ValueDataType, entries, _fields.Select(f => f.Build()), ArrowBuffer.Empty, 0);
        var list = new ListArray(type, Count, offsets, events, ArrowBuffer.Empty, 0);
        _offsets.Clear();
        _offsets.Add(0);
        Count = 0;
        return list;
    }

    private static object Ordered(object value) => value switch
    {
        double number => OrderedBits.Of(number),
        float number => OrderedBits.Of(number),
        _ => value,
    };

    private static object Canonical(object value) => value switch
    {
        double number => ClrValues.Canonical(number),
        float number => ClrValues.Canonical(number),
        _ => value,
    };
}
