using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Expressions;

/// <summary>Which C# types a plan knows, and how their values become carriers.</summary>
internal static class ClrTypes
{
    /// <summary>The plan's type of a C# type, or null; a decimal's precision comes from elsewhere and is 0 here.</summary>
    public static DataType? TryMap(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return TryMap(inner)?.AsNullable();
        }

        return type == typeof(bool) ? DataType.Boolean
            : type == typeof(int) ? DataType.Int32
            : type == typeof(long) ? DataType.Int64
            : type == typeof(decimal) ? DataType.Decimal(0, 0)
            : type == typeof(string) ? DataType.String
            : type == typeof(DateTime) ? DataType.Timestamp
            : type == typeof(double) ? DataType.Double
            : null;
    }

    /// <summary>A constant of the definition as a plan's constant.</summary>
    public static ConstantExpr Constant(object? value, Type type, string node)
    {
        var mapped = TryMap(type) ?? (type == typeof(TimeSpan) ? DataType.Int64 : type == typeof(StringComparison) ? DataType.Int32 : (DataType?)null)
            ?? throw new DefinitionException("UNI0002", node, $"a constant of type {type.Name} has no place in a plan.",
                "Use bool, int, long, decimal, string or DateTime.");
        var constant = value switch
        {
            null => new ConstantExpr(null, mapped.AsNullable()),
            decimal number => Decimal(number, node),
            DateTime time when time.Ticks % TimeSpan.TicksPerMicrosecond != 0 => throw new DefinitionException("UNI0003", node,
                "the time is not a whole number of microseconds, and would be compared as another one.", "Round it."),
            DateTime time => new ConstantExpr(Time.Timestamps.FromDateTime(time), DataType.Timestamp),
            TimeSpan span when span.Ticks % TimeSpan.TicksPerMicrosecond == 0 => new ConstantExpr(span.Ticks / TimeSpan.TicksPerMicrosecond, DataType.Int64),
            TimeSpan span => throw new DefinitionException("UNI0003", node, $"the duration {span} is not a whole number of microseconds.", "Round it."),
            StringComparison comparison => new ConstantExpr((int)comparison, DataType.Int32),
            double => throw new DefinitionException("UNI0004", node, "double is not an exact type.", "Write a decimal constant (1.5m)."),
            _ => new ConstantExpr(value, mapped.AsRequired()),
        };
        // A captured int? is an int? even when it has a value: C# has typed the operators around it so.
        return mapped.Nullable ? constant with { Type = constant.Type.AsNullable() } : constant;
    }

    /// <summary>A column of a source from its property and, for positional records, the parameter behind it.</summary>
    public static DataType Column(PropertyInfo property, ParameterInfo? parameter, string source)
    {
        var node = $"source '{source}', column '{property.Name}'";
        var type = TryMap(property.PropertyType);
        if (type is null || type.Value.Kind == TypeKind.Double)
        {
            throw new DefinitionException("UNI0001", node, $"type {property.PropertyType.Name} is not supported in a source.",
                "Use bool, int, long, decimal with [Precision], string or DateTime (or a nullable of these); measure in decimals where you would use double.");
        }

        if (type.Value.Kind == TypeKind.Decimal)
        {
            var precision = property.GetCustomAttribute<PrecisionAttribute>() ?? parameter?.GetCustomAttribute<PrecisionAttribute>()
                ?? throw new DefinitionException("UNI0005", node, "a decimal needs its precision and scale.", "Write [Precision(18, 4)] before it.");
            if (precision.Precision is < 1 or > DataType.MaxExpressionPrecision || precision.Scale < 0 || precision.Scale > precision.Precision)
            {
                throw new DefinitionException("UNI0005", node, $"[Precision({precision.Precision}, {precision.Scale})] is out of range.",
                    "Precision is 1 to 28 digits, scale 0 to the precision.");
            }

            return DataType.Decimal(precision.Precision, precision.Scale).WithNull(type.Value.Nullable);
        }

        return type.Value.Kind == TypeKind.String && IsNullableReference(property) ? DataType.String.AsNullable() : type.Value;
    }

    /// <summary><c>string?</c> is a nullable column; a string of code without nullable annotations is taken as required.</summary>
    private static bool IsNullableReference(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    private static ConstantExpr Decimal(decimal number, string node)
    {
        var scale = number.Scale;
        var unscaled = Decimals.Unscale(number, 38, scale)!.Value;
        var digits = Int128.Abs(unscaled).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        var precision = Math.Max(digits, Math.Max((int)scale, 1));
        return precision <= DataType.MaxExpressionPrecision ? new ConstantExpr(unscaled, DataType.Decimal(precision, scale))
            : throw new DefinitionException("UNI0006", node, $"a decimal constant of {precision} digits.", "Use at most 28 digits in all.");
    }
}
