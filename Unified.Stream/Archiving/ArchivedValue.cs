using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Unified.Errors;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>Values of the archive's columns, as a record spells them.</summary>
internal static class ArchivedValue
{
    /// <summary>The text of a value that is no null, no boolean, no decimal, no time and no text.</summary>
    public static string Text(IArrowArray array, int row, DataType type) => array switch
    {
        Int8Array a => Of(a.Values[row]),
        UInt8Array a => Of(a.Values[row]),
        Int16Array a => Of(a.Values[row]),
        UInt16Array a => Of(a.Values[row]),
        Int32Array a => Of(a.Values[row]),
        UInt32Array a => Of(a.Values[row]),
        UInt64Array a => Of(a.Values[row]),
        Int64Array a => type.Kind == TypeKind.Duration ? CarrierText.Format(type, a.Values[row]) : Of(a.Values[row]),
        // The shortest text that is read as the same bits.
        DoubleArray a => a.Values[row].ToString("R", CultureInfo.InvariantCulture),
        FloatArray a => a.Values[row].ToString("R", CultureInfo.InvariantCulture),
        Date32Array a => CarrierText.Format(type, a.Values[row]),
        Time64Array a => CarrierText.Format(type, a.Values[row]),
        FixedSizeBinaryArray a => new Guid(a.GetBytes(row), bigEndian: true).ToString(),
        StringArray a => a.GetString(row),
        _ => throw new InternalException($"A column of type {type} in the archive is a {array.GetType().Name}."),
    };

    private static string Of<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
