using Apache.Arrow;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.TestKit.Events;

/// <summary>Record batches of a source's events, made from plain objects.</summary>
internal static class EventBatches
{
    /// <summary>
    /// A batch of <paramref name="events"/> with all columns of <paramref name="source"/> and <c>_offset</c> counting from <paramref
    /// name="firstOffset"/>.
    /// </summary>
    public static RecordBatch From<T>(SourceSchema source, IReadOnlyList<T> events, long firstOffset = 0) where T : notnull
    {
        var writers = source.Columns.Select(c => ColumnWriter.For(c.Type)).ToArray();
        var offsets = ColumnWriter.For(DataType.Int64);
        for (var row = 0; row < events.Count; row++)
        {
            for (var i = 0; i < writers.Length; i++)
            {
                writers[i].Value(ListTexts.Carrier(ListTexts.Member(events[row], source.Columns[i].Name), source.Columns[i].Type));
            }

            offsets.Int64(firstOffset + row);
        }

        Types.Field[] fields = [.. source.Columns, new(LineageColumns.Offset, DataType.Int64)];
        return new RecordBatch(ArrowTypes.Schema(fields), [.. writers.Select(w => w.Build()), offsets.Build()], events.Count);
    }
}
