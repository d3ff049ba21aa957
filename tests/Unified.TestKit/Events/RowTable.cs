using System.Globalization;
using System.Text;
using Apache.Arrow;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Events;

/// <summary>
/// Rows of mergeable states, read back from record batches and merged by identity, as text: two schedules agree exactly when their tables
/// print the same.
/// </summary>
internal sealed class RowTable(RowLayout layout)
{
    private readonly RowColumn[] _others = [.. layout.Columns.Skip(layout.Identity.Length)];
    private readonly SortedDictionary<string, (object?[] Identity, object?[] States, int Times)> _rows = new(StringComparer.Ordinal);

    /// <summary>Distinct identities.</summary>
    public int Count => _rows.Count;

    /// <summary>True when a row is an event's: an identity then has one row in all layers together.</summary>
    public bool HoldsEvents => layout.Kind == RowKind.Emission;

    /// <summary>How many rows an identity was merged of.</summary>
    public int Times(string identity) => _rows[identity].Times;

    /// <summary>Identity to states, both as text.</summary>
    public IReadOnlyDictionary<string, string> Rows =>
        _rows.ToDictionary(r => r.Key, r => States(r.Key), StringComparer.Ordinal);

    /// <summary>The states of an identity, as <see cref="Rows"/> prints them.</summary>
    public string States(string identity) => string.Join(" | ", _rows[identity].States.Select(Print));

    /// <summary>
    /// The rows by identity, one value a column of the layout: bool, string, <see cref="Int128"/> for every number and time, sorted bins,
    /// or null.
    /// </summary>
    public IEnumerable<IReadOnlyList<object?>> Values => _rows.Values.Select(r => (IReadOnlyList<object?>)[.. r.Identity, .. r.States]);

    /// <summary>Merges the rows of a batch in.</summary>
    public RowTable Add(RecordBatch batch)
    {
        for (var row = 0; row < batch.Length; row++)
        {
            Add(batch, row);
        }

        return this;
    }

    /// <summary>Merges one row of a batch in.</summary>
    public RowTable Add(RecordBatch batch, int row)
    {
        Add([.. layout.Identity.Select(f => Value(batch.Column(f.Name), row))],
            [.. _others.Select(s => State(s, Value(batch.Column(s.Name), row)))], times: 1);
        return this;
    }

    /// <summary>Merges another table of the same layout in; it stays as it is.</summary>
    public RowTable Add(RowTable other)
    {
        foreach (var (identity, states, times) in other._rows.Values)
        {
            Add(identity, states, times);
        }

        return this;
    }

    /// <summary>One line a row, ordered by identity.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (identity, states) in Rows.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            text.Append(identity).Append(" -> ").Append(states).Append('\n');
        }

        return text.ToString();
    }

    internal void Add(object?[] identity, object?[] states, int times)
    {
        var key = string.Join(" | ", layout.Identity.Zip(identity, (f, v) => $"{f.Name}={Print(v)}"));
        _rows[key] = _rows.TryGetValue(key, out var known)
            ? (identity, [.. _others.Select((s, i) => Merge(s, known.States[i], states[i]))], known.Times + times)
            : (identity, states, times);
    }

    private static object? Value(IArrowArray array, int row) => array.IsNull(row) ? null : array switch
    {
        BooleanArray a => a.GetValue(row),
        Int32Array a => (Int128)a.GetValue(row)!.Value,
        Int64Array a => (Int128)a.GetValue(row)!.Value,
        UInt32Array a => (Int128)a.GetValue(row)!.Value,
        UInt64Array a => (Int128)a.GetValue(row)!.Value,
        Date32Array a => (Int128)a.Values[row],
        DoubleArray a => a.GetValue(row)!.Value,
        FloatArray a => a.GetValue(row)!.Value,
        UInt16Array a => (Int128)a.GetValue(row)!.Value,
        UInt8Array a => (Int128)a.GetValue(row)!.Value,
        TimestampArray a => (Int128)a.Values[row],
        Decimal128Array a => BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Offset + row) * 16, 16)),
        Apache.Arrow.Arrays.FixedSizeBinaryArray a => BitConverter.ToInt128(a.GetBytes(row)),
        StringArray a => a.GetString(row),
        MapArray { Keys: Int32Array or UInt16Array } a => Bins(a, row),
        MapArray a => Pairs(a, row),
        ListArray { Values: StructArray } a => Ranked(a, row),
        ListArray a => Set(a, row),
        _ => throw new ArgumentException($"Arrow type {array.Data.DataType.Name} is no type of a row."),
    };

    private static object?[] Set(ListArray list, int row) => [.. Enumerable.Range(list.ValueOffsets[row], list.GetValueLength(row))
        .Select(i => Value(list.Values, i)).OrderBy(Print, StringComparer.Ordinal)];

    // The fields of each event.
    private static object?[] Ranked(ListArray list, int row) => [.. Enumerable.Range(list.ValueOffsets[row], list.GetValueLength(row))
        .Select(i => ((StructArray)list.Values).Fields.Select(f => Value(f, i)).ToArray())];

    // Of one event at most its fields, or null.
    private static object? State(RowColumn column, object? value) => column is RankedState ? ((object?[])value!).FirstOrDefault() : value;

    private static readonly Comparer<object?> Places = Comparer<object?>.Create((a, b) => Order((object?[])a!, (object?[])b!));

    private static int Order(object?[] a, object?[] b) =>
        a.Zip(b, (x, y) => PlainAggregates.Order.Compare(x!, y!)).FirstOrDefault(o => o != 0);

    private static object?[] Pairs(MapArray map, int row) => [.. Enumerable.Range(map.ValueOffsets[row],
        map.ValueOffsets[row + 1] - map.ValueOffsets[row]).Select(i => new[] { Value(map.Keys, i), Value(map.Values, i) })];

    private static SortedDictionary<int, long> Bins(MapArray map, int row)
    {
        var bins = new SortedDictionary<int, long>();
        for (var i = map.ValueOffsets[row]; i < map.ValueOffsets[row + 1]; i++)
        {
            bins.Add((int)(Int128)Value(map.Keys, i)!, (long)(Int128)Value(map.Values, i)!);
        }

        return bins;
    }

    private static object? Merge(RowColumn column, object? a, object? b) => (column, a, b) switch
    {
        (_, null, _) => b,
        (_, _, null) => a,
        (SumState, Int128 x, Int128 y) => checked(x + y),
        (ExtremeState { Largest: false }, Int128 x, Int128 y) => Int128.Min(x, y),
        (ExtremeState, Int128 x, Int128 y) => Int128.Max(x, y),
        (ExtremeState e, string x, string y) => e.Largest == PlainAggregates.Order.Compare(x, y) > 0 ? x : y,
        (BitState { All: true }, Int128 x, Int128 y) => x & y,
        (BitState, Int128 x, Int128 y) => x | y,
        (SetState, object?[] x, object?[] y) => x.Concat(y).DistinctBy(Print).OrderBy(Print, StringComparer.Ordinal).ToArray(),
        (RankedState s, object?[] x, object?[] y) => s.Largest == Order(x, y) > 0 ? x : y,
        (RankedListState s, object?[] x, object?[] y) =>
            (s.Largest ? x.Concat(y).OrderDescending(Places) : x.Concat(y).Order(Places)).Take(s.Most).ToArray(),
        (FirstEventsState { Layout: var s }, object?[] x, object?[] y) =>
            (s.Largest ? x.Concat(y).OrderDescending(Places) : x.Concat(y).Order(Places)).Take(s.Limit).ToArray(),
        (CountsState, object?[] x, object?[] y) => x.Concat(y).Cast<object?[]>().GroupBy(p => p[0], p => (Int128)p[1]!)
            .OrderBy(g => g.Key!, PlainAggregates.Order).Select(g => new[] { g.Key, g.Aggregate((a, b) => a + b) }).ToArray(),
        (BinsState or CountsState, SortedDictionary<int, long> x, SortedDictionary<int, long> y) => new SortedDictionary<int, long>(
            x.Concat(y).GroupBy(e => e.Key).Select(g => (g.Key, Sum: g.Sum(e => e.Value))).Where(b => b.Sum != 0)
                .ToDictionary(b => b.Key, b => b.Sum)),
        (RegistersState, SortedDictionary<int, long> x, SortedDictionary<int, long> y) => new SortedDictionary<int, long>(
            x.Concat(y).GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Max(e => e.Value))),
        // A row of an event is a fact: written twice it is the same one.
        (ValueColumn, _, _) when a.Equals(b) => a,
        _ => throw new ArgumentException($"{column} does not merge {a.GetType().Name}."),
    };

    private static string Print(object? value) => value switch
    {
        null => "null",
        SortedDictionary<int, long> bins => "{" + string.Join(", ", bins.Select(b => $"{b.Key}:{b.Value}")) + "}",
        object?[] fields => "(" + string.Join(", ", fields.Select(Print)) + ")",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
