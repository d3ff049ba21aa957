using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>Guids and members of an enumeration that are stored as text.</summary>
internal sealed class SpelledConversion(string file, Field column, IArrowType found, IArrowType type)
    : ColumnConversion(file, column, found, type)
{
    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        using var from = array;
        var to = ColumnWriter.For(Column.Type);
        for (var row = 0; row < from.Length; row++)
        {
            var utf8 = TextConversion.Value(from, row, out var valid);
            if (!valid)
            {
                to.Null();
                continue;
            }

            var text = Encoding.UTF8.GetString(utf8);
            to.Value(CarrierText.TryParse(Column.Type, text) ?? throw Wrong(firstRow + row, $"'{text}'",
                $"is no {Column.Type.AsRequired()}. Mend the value, or declare the column as text."));
        }

        return to.Build();
    }
}
