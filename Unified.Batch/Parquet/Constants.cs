using Apache.Arrow;
using Unified.Columnar;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>Columns that have one value in every row.</summary>
internal static class Constants
{
    /// <summary>So many rows of a value in its carrier, or of null.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The value, null for none.</param>
    /// <param name="rows">How many.</param>
    /// <param name="isNull">The rows that are null all the same; null for none.</param>
    public static IArrowArray Of(Field column, object? value, int rows, Func<int, bool>? isNull = null)
    {
        var writer = ColumnWriter.For(column.Type);
        for (var row = 0; row < rows; row++)
        {
            writer.Value(isNull?.Invoke(row) == true ? null : value);
        }

        return writer.Build();
    }
}
