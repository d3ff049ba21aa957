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
    private readonly SortedDictionary<string, object?[]> _rows = new(StringComparer.Ordinal);

    /// <summary>Distinct identities.</summary>
    public int Count => _rows.Count;

    /// <summary>Identity to states, both as text.</summary>
    public IReadOnlyDictionary<string, string> Rows =>
        _rows.ToDictionary(r => r.Key, r => string.Join(" | ", r.Value.Select(Print)), StringComparer.Ordinal);

    /// <summary>The table of rows in carriers, keys then states, as an oracle gives them.</summary>
    public static RowTable Of(RowLayout layout, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var table = new RowTable(layout);
        foreach (var row in rows)
        {
            var identity = string.Join(" | ", layout.Identity.Select((f, i) => $"{f.Name}={Print(Widen(row[i]))}"));
            table._rows.Add(identity, [.. row.Skip(layout.Identity.Length).Select(Widen)]);
        }

        return table;
    }

    /// <summary>Merges the rows of a batch in.</summary>
    public RowTable Add(RecordBatch batch)
    {
        for (var row = 0; row < batch.Length; row++)
        {
            var identity = string.Join(" | ", layout.Identity.Select(f => $"{f.Name}={Print(Value(batch.Column(f.Name), row))}"));
            var states = layout.States.Select(s => Value(batch.Column(s.Name), row)).ToArray();
            _rows[identity] = _rows.TryGetValue(identity, out var known)
                ? [.. layout.States.Select((s, i) => Merge(s.Merge, known[i], states[i]))]
                : states;
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

    private static object? Widen(object? value) => value switch
    {
        int number => (Int128)number,
        long number => (Int128)number,
        IEnumerable<KeyValuePair<int, long>> bins => new SortedDictionary<int, long>(bins.ToDictionary()),
        IEnumerable<(int Bin, long Count)> bins => new SortedDictionary<int, long>(bins.ToDictionary(b => b.Bin, b => b.Count)),
        _ => value,
    };

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
