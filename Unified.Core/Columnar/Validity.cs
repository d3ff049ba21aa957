using Apache.Arrow;

namespace Unified.Columnar;

/// <summary>Bitmaps of the rows that have a value.</summary>
internal static class Validity
{
    /// <summary>The bitmap of so many rows.</summary>
    /// <param name="isNull">Rows without a value; those beyond its end have one. All false afterwards.</param>
    /// <param name="count">How many rows.</param>
    public static ArrowBuffer Of(bool[] isNull, int count)
    {
        var valid = new ArrowBuffer.BitmapBuilder(count);
        for (var row = 0; row < count; row++)
        {
            valid.Append(row >= isNull.Length || !isNull[row]);
        }

        isNull.AsSpan().Clear();
        return valid.Build();
    }
}
