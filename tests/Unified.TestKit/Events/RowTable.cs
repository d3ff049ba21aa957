using System.Globalization;
using System.Text;
using Apache.Arrow;
using Unified.Aggregates;
using Unified.Logical;

namespace Unified.TestKit.Events;

/// <summary>
/// Rows of mergeable states, read back from record batches and merged by identity, as text: two schedules agree exactly when their tables print the same.
/// </summary>
public sealed class RowTable(RowLayout layout)
{
    private readonly SortedDictionary<string, (object?[] Identity, object?[] States)> _rows = new(StringComparer.Ordinal);

    /// <summary>Distinct identities.</summary>
    public int Count => _rows.Count;

    /// <summary>Identity to states, both as text.</summary>
    public IReadOnlyDictionary<string, string> Rows =>
        _rows.ToDictionary(r => r.Key, r => States(r.Key), StringComparer.Ordinal);

    /// <summary>The states of an identity, as <see cref="Rows"/> prints them.</summary>
    public string States(string identity) => string.Join(" | ", _rows[identity].States.Select(Print));

    /// <summary>
    /// The rows by identity, one value a column of the layout: bool, string, <see cref="Int128"/> for every number and time, sorted bins, or null.
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
        Add([.. layout.Identity.Select(f => Value(batch.Column(f.Name), row))], [.. layout.States.Select(s => Value(batch.Column(s.Name), row))]);
        return this;
    }

    /// <summary>Merges another table of the same layout in; it stays as it is.</summary>
    public RowTable Add(RowTable other)
    {
        foreach (var (identity, states) in other._rows.Values)
        {
            Add(identity, states);
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

    private void Add(object?[] identity, object?[] states)
    {
        var key = string.Join(" | ", layout.Identity.Zip(identity, (f, v) => $"{f.Name}={Print(v)}"));
        _rows[key] = _rows.TryGetValue(key, out var known)
            ? (identity, [.. layout.States.Select((s, i) => Merge(s.Merge, known.States[i], states[i]))])
            : (identity, states);
    }

    private static object? Value(IArrowArray array, int row) => array.IsNull(row) ? null : array switch
    {
        BooleanArray a => a.GetValue(row),
        Int32Array a => (Int128)a.GetValue(row)!.Value,
        Int64Array a => (Int128)a.GetValue(row)!.Value,
        TimestampArray a => (Int128)a.Values[row],
        Decimal128Array a => BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Offset + row) * 16, 16)),
        Apache.Arrow.Arrays.FixedSizeBinaryArray a => BitConverter.ToInt128(a.GetBytes(row)),
        StringArray a => a.GetString(row),
        MapArray a => Bins(a, row),
        _ => throw new ArgumentException($"Arrow type {array.Data.DataType.Name} is no type of a row."),
    };

    private static SortedDictionary<int, long> Bins(MapArray map, int row)
    {
        var bins = new SortedDictionary<int, long>();
        for (var i = map.ValueOffsets[row]; i < map.ValueOffsets[row + 1]; i++)
        {
            bins.Add(((Int32Array)map.Keys).GetValue(i)!.Value, ((Int64Array)map.Values).GetValue(i)!.Value);
        }

        return bins;
    }

    private static object? Merge(MergeRule rule, object? a, object? b) => (rule, a, b) switch
    {
        (_, null, _) => b,
        (_, _, null) => a,
        (MergeRule.Sum, Int128 x, Int128 y) => checked(x + y),
        (MergeRule.Min, Int128 x, Int128 y) => Int128.Min(x, y),
        (MergeRule.Max, Int128 x, Int128 y) => Int128.Max(x, y),
        (MergeRule.SumBins, SortedDictionary<int, long> x, SortedDictionary<int, long> y) => new SortedDictionary<int, long>(
            x.Concat(y).GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Sum(e => e.Value))),
        _ => throw new ArgumentException($"{rule} does not merge {a.GetType().Name}."),
    };

    private static string Print(object? value) => value switch
    {
        null => "null",
        SortedDictionary<int, long> bins => "{" + string.Join(", ", bins.Select(b => $"{b.Key}:{b.Value}")) + "}",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
