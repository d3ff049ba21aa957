using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Unified.Definition;
using Unified.Errors;
using Unified.Types;

namespace Unified.Expressions;

/// <summary>Which C# types a plan knows, and how their values become carriers.</summary>
internal static class ClrTypes
{
    /// <summary>Enumerations of .NET that say how a function works; as a constant each is its number.</summary>
    private static readonly FrozenSet<Type> Options = new[]
    {
        typeof(StringComparison), typeof(StringSplitOptions), typeof(MidpointRounding), typeof(NumberStyles),
        typeof(RegexOptions),
    }.ToFrozenSet();

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
            : type == typeof(DateTimeOffset) ? DataType.Timestamp
            : type == typeof(double) ? DataType.Double
            : type == typeof(float) ? DataType.Single
            : type == typeof(byte) ? new DataType(TypeKind.UInt8)
            : type == typeof(sbyte) ? new DataType(TypeKind.Int8)
            : type == typeof(short) ? new DataType(TypeKind.Int16)
            : type == typeof(ushort) ? new DataType(TypeKind.UInt16)
            : type == typeof(uint) ? DataType.UInt32
            : type == typeof(ulong) ? DataType.UInt64
            : type == typeof(DateOnly) ? DataType.Date
            : type == typeof(TimeOnly) ? DataType.Time
            : type == typeof(TimeSpan) ? DataType.Duration
            : type == typeof(Guid) ? DataType.Guid
            : type.IsEnum ? Enumeration(type)
            : null;
    }

    /// <summary>
    /// An enumeration by its members; one of flags is the number that it is made of. Null when a member's number is outside 16 bits.
    /// </summary>
    private static DataType? Enumeration(Type type)
    {
        if (Options.Contains(type) || type.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            return Options.Contains(type) ? null : TryMap(Enum.GetUnderlyingType(type));
        }

        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (f.Name, Number: Convert.ToDecimal(f.GetRawConstantValue(), CultureInfo.InvariantCulture)))
            .ToList();
        return members.Count == 0 || members.Any(m => m.Number is < EnumMembers.MinNumber or > EnumMembers.MaxNumber) ? null
            : DataType.Enum(new EnumMembers([.. members.Select(m => (m.Name, (int)m.Number)).OrderBy(m => m.Item2)
                .ThenBy(m => m.Name, StringComparer.Ordinal)]));
    }

    /// <summary>A constant of the definition as a plan's constant.</summary>
    public static ConstantExpr Constant(object? value, Type type, string node)
    {
        var mapped = (type == typeof(char) || Options.Contains(type) ? DataType.Int32 : TryMap(type))
            ?? throw new DefinitionException("UNI0002", node, $"a constant of type {type.Name} has no place in a plan.",
                "Use the types of docs/definitions.md.");
        var constant = value switch
        {
            null => new ConstantExpr(null, mapped.AsNullable()),
            decimal number => Decimal(number, node),
            DateTime time when time.Ticks % TimeSpan.TicksPerMicrosecond != 0 => throw new DefinitionException("UNI0003", node,
                "the time is not a whole number of microseconds, and would be compared as another one.", "Round it."),
            TimeSpan span when span.Ticks % TimeSpan.TicksPerMicrosecond != 0 =>
                throw new DefinitionException("UNI0003", node, $"the duration {span} is not a whole number of microseconds.", "Round it."),
            TimeOnly time when time.Ticks % TimeSpan.TicksPerMicrosecond != 0 => throw new DefinitionException("UNI0003", node,
                $"the time {time:O} is not a whole number of microseconds.", "Round it."),
            DateTimeOffset time => Constant(time.UtcDateTime, typeof(DateTime), node),
            char unit => new ConstantExpr((int)unit, DataType.Int32),
            _ => new ConstantExpr(ClrValues.FromClr(value, mapped), mapped.AsRequired()),
        };
        // A captured int? is an int? even when it has a value: C# has typed the operators around it so.
        return mapped.Nullable ? constant with { Type = constant.Type.AsNullable() } : constant;
    }

    /// <summary>A column of a source from its property and, for positional records, the parameter behind it.</summary>
    public static DataType Column(PropertyInfo property, ParameterInfo? parameter, string source)
    {
        var node = $"source '{source}', column '{property.Name}'";
        var type = TryMap(property.PropertyType);
        if (type is null)
        {
            throw (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { IsEnum: true }
                ? new DefinitionException("UNI0001", node, $"enumeration {property.PropertyType.Name} has no members, or one whose number "
                    + "is outside -32768 to 32767, which tables cannot hold.",
                    "Give its members other numbers, or declare the column as a number.")
                : new DefinitionException("UNI0001", node, $"type {property.PropertyType.Name} is not supported in a source.",
                    "Use the types of docs/definitions.md.");
        }

        if (type.Value.Kind == TypeKind.Decimal)
        {
            return Precise(property.GetCustomAttribute<PrecisionAttribute>() ?? parameter?.GetCustomAttribute<PrecisionAttribute>(), node)
                .WithNull(type.Value.Nullable);
        }

        return type.Value.Kind == TypeKind.String && IsNullableReference(property) ? DataType.String.AsNullable() : type.Value;
    }

    /// <summary>A value of a list, whose decimals are said before the property that is the list.</summary>
    public static DataType Element(Type type, PropertyInfo list, string node) => TryMap(type) switch
    {
        null => throw new DefinitionException("UNI0001", node, $"elements of type {type.Name} are not supported in a source.",
            "Use the types of docs/definitions.md."),
        { Kind: TypeKind.Decimal } scaled => Precise(list.GetCustomAttribute<PrecisionAttribute>()
            ?? list.DeclaringType!.GetConstructors().SelectMany(c => c.GetParameters()).FirstOrDefault(p => p.Name == list.Name)
                ?.GetCustomAttribute<PrecisionAttribute>(), node).WithNull(scaled.Nullable),
        var known => known.Value,
    };

    /// <summary>The type of what a user function returns, or null when that has no place in a plan.</summary>
    /// <exception cref="DefinitionException">It is a decimal, and nothing says how many digits it has.</exception>
    public static DataType? Result(MethodInfo function, string node) => TryMap(function.ReturnType) switch
    {
        { Kind: TypeKind.Decimal } scaled => function.ReturnParameter.GetCustomAttribute<PrecisionAttribute>() is { } precision
            ? Precise(precision, node).WithNull(scaled.Nullable)
            : throw new DefinitionException("UNI0014", node, "a decimal that a user function returns needs its precision and scale.",
                "Write [return: Precision(18, 4)] above it: a value with other digits rejects the event."),
        var known => known,
    };

    private static DataType Precise(PrecisionAttribute? precision, string node)
    {
        if (precision is null)
        {
            throw new DefinitionException("UNI0005", node, "a decimal needs its precision and scale.",
                "Write [Precision(18, 4)] before it.");
        }

        if (precision.Precision is < 1 or > DataType.MaxExpressionPrecision || precision.Scale < 0 || precision.Scale > precision.Precision)
        {
            throw new DefinitionException("UNI0005", node, $"[Precision({precision.Precision}, {precision.Scale})] is out of range.",
                "Precision is 1 to 28 digits, scale 0 to the precision.");
        }

        return DataType.Decimal(precision.Precision, precision.Scale);
    }

    /// <summary><c>string?</c> is a nullable column; a string of code without nullable annotations is taken as required.</summary>
    private static bool IsNullableReference(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    private static ConstantExpr Decimal(decimal number, string node)
    {
        var scale = number.Scale;
        var unscaled = Decimals.Unscale(number, 38, scale)!.Value;
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).Length;
        var precision = Math.Max(digits, Math.Max((int)scale, 1));
        return precision <= DataType.MaxExpressionPrecision ? new ConstantExpr(unscaled, DataType.Decimal(precision, scale))
            : throw new DefinitionException("UNI0006", node, $"a decimal constant of {precision} digits.", "Use at most 28 digits in all.");
    }
}
