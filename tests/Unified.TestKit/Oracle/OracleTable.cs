using Apache.Arrow;
using Unified.Columnar;
using Unified.Logical;
using Field = Unified.Logical.Field;

namespace Unified.TestKit.Oracle;

/// <summary>What the oracle answered.</summary>
/// <param name="Columns">Names and types.</param>
/// <param name="Rows">
/// One value a column in its carrier: bool, int, long (also microseconds), <see cref="Int128"/> (also unscaled decimals), double, string, a list of
/// (bin, count) by ascending bin, or null. In no order.
/// </param>
public sealed record OracleTable(IReadOnlyList<Field> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>The same rows as the engine writes them, to be compared by <see cref="Events.RowTable"/>.</summary>
    public RecordBatch ToBatch()
    {
        var writers = Columns.Select(c => ColumnWriter.For(c.Type)).ToList();
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
        switch (value)
        {
            case null: writer.Null(); break;
            case bool flag: writer.Boolean(flag); break;
            case int number: writer.Number(number); break;
            case long number: writer.Int64(number); break;
            case Int128 number: writer.Int128(number); break;
            case double number: writer.Number(number); break;
            case string text: writer.Text(System.Text.Encoding.UTF8.GetBytes(text)); break;
            case IEnumerable<KeyValuePair<int, long>> bins: writer.Bins([.. bins]); break;
            default: throw new ArgumentException($"{value.GetType().Name} is no carrier.");
        }
    }
}
