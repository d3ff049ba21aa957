using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>A column whose writer saw no value, and so no type: null in every row.</summary>
internal sealed class NullConversion(string file, Field column, IArrowType found, IArrowType type)
    : ColumnConversion(file, column, found, type)
{
    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        using var from = array;
        return Constants.Of(Column, null, from.Length);
    }
}
