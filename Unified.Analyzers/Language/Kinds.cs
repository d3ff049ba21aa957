using Microsoft.CodeAnalysis;

namespace Unified.Analyzers.Language;

/// <summary>The plan's kind of a C# type, as <c>ClrTypes.TryMap</c> has it.</summary>
internal static class Kinds
{
    public const string Boolean = "boolean";
    public const string String = "string";
    public const string Decimal = "decimal";
    public const string Double = "double";
    public const string Timestamp = "timestamp";
    public const string Enumeration = "enum";

    /// <summary>Enumerations of .NET that say how a function works.</summary>
    private static readonly HashSet<string> Options = new(StringComparer.Ordinal)
    {
        "System.StringComparison", "System.StringSplitOptions", "System.MidpointRounding", "System.Globalization.NumberStyles",
        "System.Text.RegularExpressions.RegexOptions",
    };

    /// <summary>The kind, or null of a type that no plan knows.</summary>
    public static string? Of(ITypeSymbol? declared)
    {
        var type = Bare(declared);
        return type?.SpecialType switch
        {
            null => null,
            SpecialType.System_Boolean => Boolean,
            SpecialType.System_SByte => "int8",
            SpecialType.System_Byte => "uint8",
            SpecialType.System_Int16 => "int16",
            SpecialType.System_UInt16 => "uint16",
            SpecialType.System_Int32 => "int32",
            SpecialType.System_UInt32 => "uint32",
            SpecialType.System_Int64 => "int64",
            SpecialType.System_UInt64 => "uint64",
            SpecialType.System_Decimal => Decimal,
            SpecialType.System_Double => Double,
            SpecialType.System_Single => "single",
            SpecialType.System_String => String,
            SpecialType.System_DateTime => Timestamp,
            _ => type.TypeKind == TypeKind.Enum ? OfEnumeration((INamedTypeSymbol)type) : OfName(type),
        };
    }

    /// <summary>True for an enumeration that says how a function works.</summary>
    public static bool IsOption(ITypeSymbol type) => Options.Contains(type.ToDisplayString());

    /// <summary>The type itself where it is a nullable one.</summary>
    public static ITypeSymbol? Bare(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner
            : type;

    /// <summary>True for a nullable of a value type.</summary>
    public static bool IsNullableValue(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };

    private static string? OfName(ITypeSymbol type) => type.ToDisplayString() switch
    {
        "System.DateTimeOffset" => Timestamp,
        "System.DateOnly" => "date",
        "System.TimeOnly" => "time",
        "System.TimeSpan" => "duration",
        "System.Guid" => "guid",
        _ => null,
    };

    private static string? OfEnumeration(INamedTypeSymbol type)
    {
        if (IsOption(type))
        {
            return null;
        }

        if (type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.FlagsAttribute"))
        {
            return Of(type.EnumUnderlyingType);
        }

        var numbers = type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue)
            .Select(f => Convert.ToDecimal(f.ConstantValue, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return numbers.Count == 0 || numbers.Any(n => n is < short.MinValue or > short.MaxValue) ? null : Enumeration;
    }
}
