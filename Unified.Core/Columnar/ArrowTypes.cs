using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Columnar;

/// <summary>The Arrow form of plan types: what row batches and archives carry.</summary>
public static class ArrowTypes
{
    /// <summary>
    /// int32, int64, bool, utf8, timestamp(us, UTC), double; decimal128(38, scale); 128-bit integers as fixed_size_binary(16) little-endian, as ClickHouse
    /// does; bins as map(int32, int64).
    /// </summary>
    public static IArrowType From(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => BooleanType.Default,
        TypeKind.Int32 => Int32Type.Default,
        TypeKind.Int64 => Int64Type.Default,
        TypeKind.Int128 => new FixedSizeBinaryType(16),
        TypeKind.Decimal => new Decimal128Type(38, type.Scale),
        TypeKind.Double => DoubleType.Default,
        TypeKind.String => StringType.Default,
        TypeKind.Timestamp => new TimestampType(TimeUnit.Microsecond, "UTC"),
        TypeKind.Bins => new MapType(new Apache.Arrow.Field("key", Int32Type.Default, false), new Apache.Arrow.Field("value", Int64Type.Default, false)),
        _ => throw new InternalException($"Type {type} has no Arrow form."),
    };

    /// <summary>The Arrow schema of fields.</summary>
    public static Schema Schema(IEnumerable<Logical.Field> fields) =>
        new(fields.Select(f => new Apache.Arrow.Field(f.Name, From(f.Type), f.Type.Nullable)), null);
}
