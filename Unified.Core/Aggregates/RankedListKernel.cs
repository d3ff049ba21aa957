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
    private static readonly IComparer<TBy> Ordered = Order<TBy>();
    private static readonly IComparer<TValue> OrderedValues = Order<TValue>();

    private readonly List<List<Entry>> _lists = [];

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
            list.Add(new Entry(by.Values[row], rows.Log, rows.Partition, rows.Offsets[row], rows.Place(row), values.Values[row]));
            if (refuses && list.Count > limit)
            {
                throw new StateOverflow(row, string.Create(CultureInfo.InvariantCulture, $"{limit} values"));
            }

            // Cut now and then: sorted once for as many events as are kept.
            if (list.Count >= 2 * limit + 16)
            {
                Cut(list);
            }
        }
    }

    public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
    {
        var writer = (RankedColumnWriter)columns[0];
        if (state[0] == 0)
        {
            writer.Append([]);
            return;
        }

        var list = _lists[(int)state[0] - 1];
        Cut(list);
        // The largest tuples come first: places that count upwards are turned round.
        int Place(int number) => largest ? ~number : number;
        writer.Append(list.Select(e => new RankedEvent(e.By!, Place(e.Log), Place(e.Partition), largest ? ~e.Offset : e.Offset,
            Place(e.Branch), e.Value!)));
    }

    public override void Clear() => _lists.Clear();

    private static IComparer<T> Order<T>() =>
        typeof(T) == typeof(string) ? (IComparer<T>)(object)Utf8Order.Instance : Comparer<T>.Default;

    private void Cut(List<Entry> list)
    {
        list.Sort(Compare);
        if (list.Count > limit)
        {
            list.RemoveRange(limit, list.Count - limit);
        }
    }

    private int Compare(Entry a, Entry b)
    {
        var order = Ordered.Compare(a.By, b.By);
        if (order == 0 && a.Place.CompareTo(b.Place) is var placed and not 0)
        {
            return placed;
        }

        // History has no places: there the values tell equal events apart.
        order = order == 0 ? OrderedValues.Compare(a.Value, b.Value) : order;
        return largest ? -order : order;
    }

    private readonly record struct Entry(TBy By, int Log, int Partition, long Offset, int Branch, TValue Value)
    {
        public (int, int, long, int) Place => (Log, Partition, Offset, Branch);
    }
}
