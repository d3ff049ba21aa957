using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Errors;
using Unified.Types;

namespace Unified.Columnar;

/// <summary>The Arrow form of plan types: what row batches and archives carry.</summary>
public static class ArrowTypes
{
    /// <summary>
    /// int32 (also for narrower integers and enumerations), int64 (also for times of day and durations, in microseconds), uint32, uint64,
    /// bool, utf8, timestamp(us, UTC), date32, float, double; decimal128(38, scale); 128-bit integers as fixed_size_binary(16)
    /// little-endian, as ClickHouse does; Guids as fixed_size_binary(16) in the order of their digits.
    /// </summary>
    public static IArrowType From(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => BooleanType.Default,
        TypeKind.Int32 or TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16 or TypeKind.Enum => Int32Type.Default,
        TypeKind.Int64 or TypeKind.Time or TypeKind.Duration => Int64Type.Default,
        TypeKind.UInt32 => UInt32Type.Default,
        TypeKind.UInt64 => UInt64Type.Default,
        TypeKind.Int128 or TypeKind.Guid => new FixedSizeBinaryType(16),
        TypeKind.Single => FloatType.Default,
        TypeKind.Date => Date32Type.Default,
        TypeKind.Decimal => new Decimal128Type(38, type.Scale),
        TypeKind.Double => DoubleType.Default,
        TypeKind.String or TypeKind.List => StringType.Default,
        TypeKind.Timestamp => new TimestampType(TimeUnit.Microsecond, "UTC"),
        _ => throw new InternalException($"Type {type} has no Arrow form."),
    };

    /// <summary>The Arrow schema of fields.</summary>
    public static Schema Schema(IEnumerable<Types.Field> fields) =>
        new(fields.Select(f => new Apache.Arrow.Field(f.Name, From(f.Type), f.Type.Nullable)), null);

    /// <summary>The schema of stored rows.</summary>
    public static Schema Schema(IEnumerable<RowColumn> columns) =>
        new(columns.Select(c => new Apache.Arrow.Field(c.Name, c.Arrow, c.Nullable)), null);
}
