using System.Reflection;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Logical;
using Unified.Time;

namespace Unified.TestKit.Events;

/// <summary>Record batches of a source's events, made from plain objects.</summary>
public static class EventBatches
{
    /// <summary>A batch of <paramref name="events"/> with all columns of <paramref name="source"/> and <c>_offset</c> counting from <paramref name="firstOffset"/>.</summary>
    public static RecordBatch From<T>(SourceSchema source, IReadOnlyList<T> events, long firstOffset = 0) where T : notnull
    {
        var properties = source.Columns.Select(c => typeof(T).GetProperty(c.Name, BindingFlags.Public | BindingFlags.Instance)!).ToArray();
        var writers = source.Columns.Select(c => ColumnWriter.For(c.Type)).ToArray();
        var offsets = ColumnWriter.For(DataType.Int64);
        for (var row = 0; row < events.Count; row++)
        {
            for (var i = 0; i < writers.Length; i++)
            {
                Write(writers[i], source.Columns[i].Type, properties[i].GetValue(events[row]));
            }

            offsets.Int64(firstOffset + row);
        }

        Logical.Field[] fields = [.. source.Columns, new(LineageColumns.Offset, DataType.Int64)];
        return new RecordBatch(ArrowTypes.Schema(fields), [.. writers.Select(w => w.Build()), offsets.Build()], events.Count);
    }

    private static void Write(ColumnWriter writer, DataType type, object? value)
    {
        switch (value)
        {
            case null: writer.Null(); break;
            case bool flag: writer.Boolean(flag); break;
            case int number: writer.Number(number); break;
            case long number: writer.Int64(number); break;
            case decimal number: writer.Int128(Decimals.Unscale(number, type.Precision, type.Scale) ?? throw new ArgumentException($"{number} is no {type}.")); break;
            case DateTime time: writer.Int64(Timestamps.FromDateTime(time)); break;
            case string text: writer.Text(System.Text.Encoding.UTF8.GetBytes(text)); break;
            default: throw new ArgumentException($"{value.GetType().Name} is no type of a source.");
        }
    }
}
