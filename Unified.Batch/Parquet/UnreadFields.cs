using System.Text.Json;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Fills columns that were declared after an epoch was archived: null, after it has been seen that no record of the epoch had such a field.
/// The archive keeps the fields that it did not know.
/// </summary>
internal sealed class UnreadFields(string file, SourceSchema source, IReadOnlyList<Field> columns, IReadOnlyList<Field> added)
{
    public static readonly Field Kept = new(LineageColumns.Extra, DataType.String.AsNullable());

    /// <summary>The wanted columns out of a batch of those that the file has; takes the batch over.</summary>
    public RecordBatch Complete(RecordBatch batch)
    {
        Check(batch.Column(Kept.Name), (Int64Array)batch.Column(LineageColumns.Offset));
        var arrays = columns.Where(c => c.Name != LineageColumns.Offset).Append(new Field(LineageColumns.Offset, DataType.Int64))
            .Select(c => (Column: c, Values: added.Contains(c) ? Nulls(c.Type, batch.Length) : batch.Column(c.Name))).ToList();
        batch.Column(Kept.Name).Dispose();
        var fields = arrays.Select(a => new Apache.Arrow.Field(a.Column.Name, a.Values.Data.DataType, a.Column.Type.Nullable));
        return new RecordBatch(new Schema(fields, null), arrays.Select(a => a.Values), batch.Length);
    }

    private void Check(IArrowArray kept, Int64Array offsets)
    {
        for (var row = 0; row < kept.Length; row++)
        {
            if (kept.IsValid(row) && Named(Json(kept, row)) is { } column)
            {
                throw ArchivedColumns.Unjudged(file, source, column, offsets.GetValue(row)!.Value);
            }
        }
    }

    private Field? Named(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        return added.FirstOrDefault(c => Has(document.RootElement, source.Form(c.Name)));
    }

    private static bool Has(JsonElement element, ColumnForm form)
    {
        var comparison = form.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var name in form.Path)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            JsonElement[] named = [.. element.EnumerateObject().Where(p => p.Name.Equals(name, comparison)).Select(p => p.Value).Take(1)];
            if (named.Length == 0)
            {
                return false;
            }

            element = named[0];
        }

        return true;
    }

    private static ReadOnlySpan<byte> Json(IArrowArray kept, int row) => kept is DictionaryArray encoded
        ? ((StringArray)encoded.Dictionary).GetBytes(((Int32Array)encoded.Indices).GetValue(row)!.Value)
        : ((StringArray)kept).GetBytes(row);

    private static IArrowArray Nulls(DataType type, int rows)
    {
        var column = ColumnWriter.For(type);
        for (var row = 0; row < rows; row++)
        {
            column.Null();
        }

        return column.Build();
    }
}
