using System.Globalization;
using Apache.Arrow.Types;

namespace Unified.Hosting.Scaffolding;

/// <summary>The C# type of a column whose file says what it holds.</summary>
internal static class DeclaredType
{
    private const int MostDigits = 28;

    /// <summary>Null for what no source reads.</summary>
    public static ScalarType? Of(IArrowType type) => type switch
    {
        BooleanType => new ScalarType("bool"),
        Int8Type => new ScalarType("sbyte"),
        Int16Type => new ScalarType("short"),
        Int32Type => new ScalarType("int"),
        Int64Type => new ScalarType("long"),
        UInt8Type => new ScalarType("byte"),
        UInt16Type => new ScalarType("ushort"),
        UInt32Type => new ScalarType("uint"),
        UInt64Type => new ScalarType("ulong"),
        HalfFloatType or FloatType => new ScalarType("float"),
        DoubleType => new ScalarType("double"),
        Decimal128Type { Precision: <= MostDigits } d => new ScalarType("decimal", string.Create(CultureInfo.InvariantCulture,
            $"Precision({d.Precision}, {d.Scale})")),
        StringType or LargeStringType or BinaryType => ScalarType.Text,
        Date32Type => ScalarType.Day,
        TimestampType => ScalarType.Time,
        Time32Type or Time64Type => new ScalarType("TimeOnly"),
        FixedSizeBinaryType { ByteWidth: 16 } => new ScalarType("Guid"),
        DictionaryType dictionary => Of(dictionary.ValueType),
        _ => null,
    };
}
