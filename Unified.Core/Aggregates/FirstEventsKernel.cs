using Unified.Columnar;
using Unified.Errors;

namespace Unified.Aggregates;

/// <summary>The events of each group that come first in an order, whole. The word is the number of a group's list plus one.</summary>
internal sealed class FirstEventsKernel(FirstEventsLayout layout) : AggregateKernel
{
    private readonly EventField[] _fields = [.. layout.Keys.Select(k => EventField.For(k.Type, isKey: true, layout.IsTurned(k))),
        .. layout.Values.Select(v => EventField.For(v, isKey: false, turned: false))];

    private readonly List<Ranking<Entry>> _lists = [];
    private Comparison<Entry>? _order;

    public override int Words => 1;

    public override bool NeedsPlaces => true;

    public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words) =>
        throw new InternalException("An order of events needs their places.");

    public override void Update(in AggregateRows rows, ReadOnlySpan<int> offsets, Span<long> words)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            _fields[i].Read(rows.More[i]);
        }

        for (var row = 0; row < offsets.Length; row++)
        {
            ref var word = ref words[offsets[row]];
            if (word == 0)
            {
                _lists.Add([]);
                word = _lists.Count;
            }

            var list = _lists[(int)word - 1];
            if (list.IsCut && IsBehind(rows, row, list[layout.Limit - 1]))
            {
                continue;
            }

            var at = row;
            list.Add(new Entry(rows.Log, rows.Partition, rows.Offsets[row], rows.Place(row), [.. _fields.Select(f => f.At(at))]));
            if (list.IsLong(layout.Limit))
            {
                list.Cut(layout.Limit, _order ??= Compare);
            }
        }
    }

    public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
    {
        var writer = (FirstEventsColumnWriter)columns[0];
        if (state[0] != 0)
        {
            var list = _lists[(int)state[0] - 1];
            list.Cut(layout.Limit, _order ??= Compare);
            // Where the largest tuples come first, places that count upwards are turned round.
            int Place(int number) => layout.Largest ? ~number : number;
            foreach (var e in list)
            {
                writer.Add(_fields, e.Fields, Place(e.Log), Place(e.Partition), layout.Largest ? ~e.Offset : e.Offset, Place(e.Branch));
            }
        }

        writer.End();
    }

    public override void Clear() => _lists.Clear();

    // No event is made of a row that is not kept.
    private bool IsBehind(in AggregateRows rows, int row, Entry last)
    {
        for (var k = 0; k < layout.Keys.Length; k++)
        {
            if (_fields[k].Compare(row, last.Fields[k]) is not 0 and var order)
            {
                return layout.Keys[k].Descending ? order < 0 : order > 0;
            }
        }

        return Place(rows.Log, rows.Partition, rows.Offsets[row], rows.Place(row), last) > 0;
    }

    private int Compare(Entry a, Entry b)
    {
        for (var k = 0; k < layout.Keys.Length; k++)
        {
            if (_fields[k].Compare(a.Fields[k], b.Fields[k]) is not 0 and var order)
            {
                return layout.Keys[k].Descending ? -order : order;
            }
        }

        return Place(a.Log, a.Partition, a.Offset, a.Branch, b);
    }

    private static int Place(int log, int partition, long offset, int branch, Entry other)
    {
        var order = log.CompareTo(other.Log);
        order = order != 0 ? order : partition.CompareTo(other.Partition);
        order = order != 0 ? order : offset.CompareTo(other.Offset);
        return order != 0 ? order : branch.CompareTo(other.Branch);
    }

    private sealed record Entry(int Log, int Partition, long Offset, int Branch, object?[] Fields);
}
