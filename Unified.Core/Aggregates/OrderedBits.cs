using System.Runtime.CompilerServices;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// Doubles and floats as integers of the same order: NaN below all others, as C# orders them, and one zero. So engines that order or sign
/// them in another way agree.
/// </summary>
internal static class OrderedBits
{
    private static readonly SqlForms<(string Value, bool Wide)> Encoded = new()
    {
        {
            SqlEngine.DuckDb, o =>
            {
                var (type, least, most) = o.Wide ? ("BIGINT", "-9223372036854775808", "9223372036854775807")
                    : ("INTEGER", "-2147483648", "2147483647");
                var bits = $"({o.Value})::BIT::{type}";
                return $"case when isnan({o.Value}) then ({least})::{type} when ({o.Value}) = 0 then 0::{type} "
                    + $"when {bits} >= 0 then {bits} else xor({bits}, {most}::{type}) end";
            }
        },
        {
            SqlEngine.Spark, o =>
            {
                var (least, most) = o.Wide ? ("CAST(-9223372036854775808 AS BIGINT)", "9223372036854775807L")
                    : ("-2147483648", "2147483647");
                var bits = o.Wide ? SparkLimbs.Bits(o.Value)
                    : $"CAST(java_method('java.lang.Float', 'floatToRawIntBits', {o.Value}) AS INT)";
                var ordered = Spark.Let("b", bits, $"case when b >= 0 then b else b ^ {most} end");
                return $"(case when isnan({o.Value}) then {least} when ({o.Value}) = 0 then {(o.Wide ? "0L" : "0")} "
                    + $"when ({o.Value}) is null then null else {ordered} end)";
            }
        },
    };

    private static readonly SqlForms<(string Bits, bool Wide)> Decoded = new()
    {
        {
            SqlEngine.ClickHouse, o =>
            {
                var (size, most) = o.Wide ? ("64", "9223372036854775807") : ("32", "2147483647");
                var bits = $"assumeNotNull({o.Bits})";
                return $"if({bits} = -{most} - 1, CAST(nan, 'Float{size}'), "
                    + $"reinterpretAsFloat{size}(if({bits} >= 0, toInt{size}({bits}), toInt{size}(bitXor({bits}, toInt{size}({most}))))))";
            }
        },
        {
            SqlEngine.DuckDb, o =>
            {
                var (type, target, most) = o.Wide ? ("BIGINT", "DOUBLE", "9223372036854775807") : ("INTEGER", "FLOAT", "2147483647");
                return $"case when {o.Bits} = -{most} - 1 then 'nan'::{target} "
                    + $"when {o.Bits} >= 0 then {o.Bits}::BIT::{target} else xor({o.Bits}, {most}::{type})::BIT::{target} end";
            }
        },
    };

    /// <summary>The type that holds the bits of a floating type; of another type itself.</summary>
    public static DataType Type(DataType type) => type.Kind switch
    {
        TypeKind.Double => DataType.Int64.WithNull(type.Nullable),
        TypeKind.Single => DataType.Int32.WithNull(type.Nullable),
        _ => type,
    };

    /// <summary>The bits of a value of a floating type in an engine; of another type the value itself.</summary>
    public static string Encode(SqlEngine engine, string value, DataType type) =>
        type.IsFloating ? Encoded.In(engine, (value, type.Kind == TypeKind.Double), $"the order of {value}") : value;

    /// <summary>The value that <see cref="Encode"/> was of.</summary>
    public static string Decode(SqlEngine engine, string bits, DataType type)
    {
        if (!type.IsFloating)
        {
            return bits;
        }

        var value = Decoded.In(engine, (bits, type.Kind == TypeKind.Double), $"the value of {bits}");
        return type.Nullable ? engine.NullWhen($"{bits} IS NULL", value, type) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(ClrValues.Canonical(value));
        return double.IsNaN(value) ? long.MinValue : bits >= 0 ? bits : bits ^ long.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(ClrValues.Canonical(value));
        return float.IsNaN(value) ? int.MinValue : bits >= 0 ? bits : bits ^ int.MaxValue;
    }
}
