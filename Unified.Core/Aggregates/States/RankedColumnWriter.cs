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

    /// <summary>Adds an event to the list that is not ended yet.</summary>
    public void Add<TBy, TValue>(TBy by, int log, int partition, long offset, int branch, TValue value)
    {
        if (by is double number)
        {
            Put(_fields[0], OrderedBits.Of(number));
        }
        else if (by is float single)
        {
            Put(_fields[0], OrderedBits.Of(single));
        }
        else
        {
            Put(_fields[0], by);
        }

        _fields[1].Int64(log);
        _fields[2].Int64(partition);
        _fields[3].Int64(offset);
        _fields[4].Int64(branch);
        Put(_fields[5], value);
    }

    /// <summary>Ends a list.</summary>
    public void End()
    {
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

    // The compiler makes a method of each type, in which the other cases are not: no value is boxed.
    private static void Put<T>(ColumnWriter field, T value)
    {
        switch (value)
        {
            case string text: field.Text(text); break;
            case long number: field.Int64(number); break;
            case int number: field.Number(number); break;
            case bool flag: field.Boolean(flag); break;
            case uint number: field.Number(number); break;
            case ulong number: field.Number(number); break;
            case Int128 number: field.Int128(number); break;
            case double number: field.Number(ClrValues.Canonical(number)); break;
            case float number: field.Number(ClrValues.Canonical(number)); break;
            default: field.Value(value); break;
        }
    }
}
