using Apache.Arrow;
using Apache.Arrow.Types;

namespace Unified.Batch.Parquet;

/// <summary>
/// Disposes of what a batch has and nobody took over: the nulls of records and of the columns in them, which were written anew, and columns
/// that were read to see the nulls of a record.
/// </summary>
internal static class RecordLeftovers
{
    public static void Dispose(RecordBatch batch, IReadOnlyList<ColumnOrigin> origins)
    {
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            if (batch.Column(i).Data is { DataType: StructType } record)
            {
                var name = batch.Schema.GetFieldByIndex(i).Name;
                Dispose(record, [.. origins.OfType<FoundOrigin>().Where(o => o.Path[0].Name == name)], 1);
            }
            else if (!origins.OfType<FoundOrigin>().Any(o => o.Path.Count == 1 && o.Path[0].Name == batch.Schema.GetFieldByIndex(i).Name))
            {
                batch.Column(i).Dispose();
            }
        }
    }

    private static void Dispose(ArrayData data, IReadOnlyList<FoundOrigin> taken, int depth)
    {
        if (data.Buffers.Length > 0)
        {
            data.Buffers[0].Dispose();
        }

        foreach (var (child, field) in data.Children.Zip(((StructType)data.DataType).Fields))
        {
            FoundOrigin[] inside = [.. taken.Where(o => o.Path.Count > depth && o.Path[depth].Name == field.Name)];
            if (child.DataType is StructType)
            {
                Dispose(child, inside, depth + 1);
            }
            else if (inside.Length == 0)
            {
                child.Dispose();
            }
            else if (child.Buffers.Length > 0)
            {
                child.Buffers[0].Dispose();
            }
        }
    }
}
