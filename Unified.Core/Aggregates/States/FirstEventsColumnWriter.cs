using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;

namespace Unified.Aggregates;

/// <summary>A column of lists of whole events.</summary>
internal sealed class FirstEventsColumnWriter(FirstEventsLayout layout) : ColumnWriter
{
    private const int Places = 4;

    private readonly ListType _type = layout.Arrow;
    private readonly List<int> _offsets = [0];
    private readonly ColumnWriter[] _columns = [.. layout.Fields.Select(f => For(f.Type))];

    /// <summary>Adds an event to the list that is not ended yet.</summary>
    /// <param name="fields">How its keys and values are written.</param>
    /// <param name="values">Its keys and values.</param>
    /// <param name="log">The number of its log.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="branch">The branch of the plan.</param>
    public void Add(EventField[] fields, object?[] values, int log, int partition, long offset, int branch)
    {
        var keys = layout.Keys.Length;
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Write(_columns[i < keys ? i : i + Places], values[i]);
        }

        _columns[keys].Int64(log);
        _columns[keys + 1].Int64(partition);
        _columns[keys + 2].Int64(offset);
        _columns[keys + 3].Int64(branch);
    }

    /// <summary>Ends a list.</summary>
    public void End()
    {
        _offsets.Add(_columns[0].Count);
        Count++;
    }

    public override IArrowArray Build()
    {
        var entries = _columns[0].Count;
        var offsets = new ArrowBuffer.Builder<int>(_offsets.Count).AppendRange(_offsets).Build();
        var events = new StructArray(_type.ValueDataType, entries, _columns.Select(f => f.Build()), ArrowBuffer.Empty, 0);
        var list = new ListArray(_type, Count, offsets, events, ArrowBuffer.Empty, 0);
        _offsets.Clear();
        _offsets.Add(0);
        Count = 0;
        return list;
    }
}
