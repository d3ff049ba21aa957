using Unified.Columnar;
using Unified.Errors;

namespace Unified.Aggregates;

/// <summary>The first or last event of each group. The word is the number of a group's event plus one.</summary>
/// <param name="largest">True for the largest of what they are ordered by.</param>
/// <param name="lastPlace">True for the last place among equal ones.</param>
internal sealed class RankedKernel<TBy, TValue>(bool largest, bool lastPlace) : AggregateKernel
{
    private static readonly IComparer<TBy> Ordered =
        typeof(TBy) == typeof(string) ? (IComparer<TBy>)(object)Utf8Order.Instance : Comparer<TBy>.Default;

    private readonly List<Entry> _entries = [];

    public override int Words => 1;

    public override bool NeedsPlaces => true;

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
            var entry = new Entry(by.Values[row], rows.Log, rows.Partition, rows.Offsets[row], rows.Place(row), values.Values[row]);
            if (word == 0)
            {
                _entries.Add(entry);
                word = _entries.Count;
            }
            else if (Wins(entry, _entries[(int)word - 1]))
            {
                _entries[(int)word - 1] = entry;
            }
        }
    }

    public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words) =>
        throw new InternalException("An order of events needs their places.");

    public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
    {
        var writer = (RankedColumnWriter)columns[0];
        if (state[0] == 0)
        {
            writer.End();
            return;
        }

        var entry = _entries[(int)state[0] - 1];
        // Of a state the smallest or the largest wins as a whole: places that count downwards are turned round.
        var turned = largest != lastPlace;
        int Place(int number) => turned ? ~number : number;
        writer.Add(entry.By, Place(entry.Log), Place(entry.Partition), turned ? ~entry.Offset : entry.Offset, Place(entry.Branch),
            entry.Value);
        writer.End();
    }

    public override void Clear() => _entries.Clear();

    private bool Wins(Entry entry, Entry other)
    {
        var order = Ordered.Compare(entry.By, other.By);
        return order != 0 ? order > 0 == largest : entry.Place.CompareTo(other.Place) > 0 == lastPlace;
    }

    private readonly record struct Entry(TBy By, int Log, int Partition, long Offset, int Branch, TValue Value)
    {
        public (int, int, long, int) Place => (Log, Partition, Offset, Branch);
    }
}
