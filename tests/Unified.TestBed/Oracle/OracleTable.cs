using Apache.Arrow;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.TestKit.Oracle;

/// <summary>What the oracle answered.</summary>
/// <param name="Columns">Names and types.</param>
/// <param name="Rows">
/// One value a column in its carrier: bool, int, long (also microseconds), <see cref="Int128"/> (also unscaled decimals), double, string, a
/// list of (bin, count) by ascending bin, a list of a set's members, or null. In no order.
/// </param>
public sealed record OracleTable(IReadOnlyList<RowColumn> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>The same rows as the engine writes them, to be compared by <see cref="Events.RowTable"/>.</summary>
    public RecordBatch ToBatch()
    {
        var writers = Columns.Select(c => c.NewWriter()).ToList();
        foreach (var row in Rows)
        {
            foreach (var (writer, value) in writers.Zip(row))
            {
                Write(writer, value);
            }
        }

        return new RecordBatch(ArrowTypes.Schema(Columns), writers.Select(w => w.Build()), Rows.Count);
    }

    private static void Write(ColumnWriter writer, object? value)
    {
        if (writer is CountsColumnWriter counts)
        {
            counts.Append((IEnumerable<KeyValuePair<object, long>>)value!);
        }
        else if (value is IEnumerable<KeyValuePair<int, long>> bins)
        {
            ((BinsColumnWriter)writer).Append([.. bins]);
        }
        else if (value is IEnumerable<object> members)
        {
            ((SetColumnWriter)writer).Append(members);
        }
        else
        {
            writer.Value(value);
        }
    }
}
