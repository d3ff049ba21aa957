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
    private readonly List<Ranking> _lists = [];
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
            writer.End();
            return;
        }

        var list = _lists[(int)state[0] - 1];
        Cut(list);
        // The largest tuples come first: places that count upwards are turned round.
        int Place(int number) => largest ? ~number : number;
        foreach (var e in list)
        {
            writer.Add(e.By, Place(e.Log), Place(e.Partition), largest ? ~e.Offset : e.Offset, Place(e.Branch), e.Value);
        }

        writer.End();
    }

    public override void Clear() => _lists.Clear();

    private void Cut(Ranking list)
    {
        _order ??= Compare;
        if (list.Count > 1)
        {
            list.Sort(_order);
        }

        if (list.Count > limit)
        {
            list.RemoveRange(limit, list.Count - limit);
            list.IsCut = true;
        }
    }

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

    /// <summary>The events of a group that may be among the first.</summary>
    private sealed class Ranking : List<Entry>
    {
        /// <summary>True when the first of them, as many as are kept, are sorted: what comes behind those is not among them.</summary>
        public bool IsCut { get; set; }
    }
}
