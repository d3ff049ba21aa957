using System.Globalization;
using Unified.Columnar;
using Unified.Errors;

namespace Unified.Aggregates;

/// <summary>The events of each group that come first in an order. The word is the number of a group's list plus one.</summary>
/// <param name="largest">True when the largest come first.</param>
/// <param name="limit">How many are kept.</param>
/// <param name="refuses">True when more are an error.</param>
internal sealed class RankedListKernel<TBy, TValue>(bool largest, int limit, bool refuses) : AggregateKernel
{
    private readonly List<Ranking<Entry>> _lists = [];
    private Comparison<Entry>? _order;

    public override int Words => 1;

    public override bool NeedsPlaces => true;

    public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words) =>
        throw new InternalException("An order of events needs their places.");

    public override void Update(in AggregateRows rows, ReadOnlySpan<int> offsets, Span<long> words)
    {
        var (by, values) = ((ValueVector<TBy>)rows.By!, (ValueVector<TValue>)rows.Argument!);
        for (var row = 0; row < offsets.Length; row++)
        {
            if ((by.Valid is { } known && !known[row]) || (values.Valid is { } valid && !valid[row]))
            {
                continue;
            }

            ref var word = ref words[offsets[row]];
            if (word == 0)
            {
                _lists.Add([]);
                word = _lists.Count;
            }

            var list = _lists[(int)word - 1];
            var entry = new Entry(by.Values[row], rows.Log, rows.Partition, rows.Offsets[row], rows.Place(row), values.Values[row]);
            if (list.IsCut && Compare(entry, list[limit - 1]) > 0)
            {
                continue;
            }

            list.Add(entry);
            if (refuses && list.Count > limit)
            {
                throw new StateOverflow(row, string.Create(CultureInfo.InvariantCulture, $"{limit} values"));
            }

            if (list.IsLong(limit))
            {
                list.Cut(limit, _order ??= Compare);
            }
        }
    }

    public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
    {
        var writer = (RankedColumnWriter)columns[0];
        if (state[0] == 0)
        {
            writer.End();
            return;
        }

        var list = _lists[(int)state[0] - 1];
        list.Cut(limit, _order ??= Compare);
        // The largest tuples come first: places that count upwards are turned round.
        int Place(int number) => largest ? ~number : number;
        foreach (var e in list)
        {
            writer.Add(e.By, Place(e.Log), Place(e.Partition), largest ? ~e.Offset : e.Offset, Place(e.Branch), e.Value);
        }

        writer.End();
    }

    public override void Clear() => _lists.Clear();

    private int Compare(Entry a, Entry b)
    {
        var order = Order(a.By, b.By);
        if (order != 0)
        {
            return largest ? -order : order;
        }

        order = a.Log.CompareTo(b.Log);
        order = order != 0 ? order : a.Partition.CompareTo(b.Partition);
        order = order != 0 ? order : a.Offset.CompareTo(b.Offset);
        order = order != 0 ? order : a.Branch.CompareTo(b.Branch);
        // Without places the values tell equal events apart.
        return order != 0 ? order : largest ? Order(b.Value, a.Value) : Order(a.Value, b.Value);
    }

    // Not through an interface: of numbers it is one instruction.
    private static int Order<T>(T a, T b) => typeof(T) == typeof(string)
        ? Utf8Order.Instance.Compare((string?)(object?)a, (string?)(object?)b) : Comparer<T>.Default.Compare(a, b);

    private readonly record struct Entry(TBy By, int Log, int Partition, long Offset, int Branch, TValue Value);
}
