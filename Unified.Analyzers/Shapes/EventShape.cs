using Microsoft.CodeAnalysis;
using Unified.Analyzers.Language;

namespace Unified.Analyzers.Shapes;

/// <summary>A record of a source, or one in it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="EventTime">The property that is the event time, where it is of this record and known.</param>
/// <param name="Missing">True when it may be missing.</param>
/// <param name="Inside">True when a record around it may be missing.</param>
/// <param name="Path">The properties that lead to it.</param>
internal sealed record EventShape(ITypeSymbol Type, string? EventTime, bool Missing = false, bool Inside = false, string Path = "")
    : RecordShape
{
    public override bool? MayBeMissing => Missing;

    public override Shape? Find(string member)
    {
        var property = Properties.Of(Type).FirstOrDefault(p => p.Name == member);
        return property is null || IsIgnored(property) ? null : Of(property);
    }

    /// <summary>True for a property that is no column.</summary>
    public static bool IsIgnored(IPropertySymbol property) =>
        property.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.Text.Json.Serialization.JsonIgnoreAttribute");

    /// <summary>The record that a type is, as the plan's <c>RecordReader</c> has it, or null.</summary>
    public static ITypeSymbol? Nested(ITypeSymbol declared)
    {
        var type = Kinds.Bare(declared)!;
        return Kinds.Of(type) is null && type is INamedTypeSymbol { IsGenericType: false, TypeKind: TypeKind.Class or TypeKind.Struct }
            && type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) != true
            && Properties.Of(type).Any() ? type : null;
    }

    private Shape Of(IPropertySymbol property)
    {
        if (Nested(property.Type) is { } record)
        {
            var missing = Kinds.IsNullableValue(property.Type)
                || (!property.Type.IsValueType && property.NullableAnnotation == NullableAnnotation.Annotated);
            return new EventShape(record, null, missing, Inside || missing, Below(property.Name));
        }

        if (Lists.ElementOf(property.Type) is { } element)
        {
            return new ListShape(Lists.IsDictionary(property.Type) ? UnknownShape.Instance
                : Nested(element) is { } item ? new EventShape(item, null) : OpenShape.Of(element));
        }

        return Kinds.Of(property.Type) is not { } kind ? ValueShape.Refused
            : new ValueShape(kind, property.Type.IsValueType ? Kinds.IsNullableValue(property.Type)
                : property.NullableAnnotation == NullableAnnotation.Annotated)
            {
                Digits = kind == Kinds.Decimal ? Precision.Of(property)?.ToString() : null,
                IsEventTime = Inside || EventTime is null ? null : property.Name == EventTime,
                Column = Inside ? null : Below(property.Name),
            };
    }

    private string Below(string member) => Path.Length == 0 ? member : $"{Path}.{member}";
}

/// <summary>What <c>[Precision]</c> says of a decimal.</summary>
internal sealed record Precision(int Digits, int Scale)
{
    /// <summary>The attribute of a property, or of the parameter of a constructor behind it; null when there is none.</summary>
    public static Precision? Of(IPropertySymbol property)
    {
        var parameters = property.ContainingType.InstanceConstructors.SelectMany(c => c.Parameters).Where(p => p.Name == property.Name);
        return Of(property.GetAttributes().Concat(parameters.SelectMany(p => p.GetAttributes())));
    }

    /// <summary>The attribute of what a function returns; null when there is none.</summary>
    public static Precision? Of(IMethodSymbol function) => Of(function.GetReturnTypeAttributes());

    private static Precision? Of(IEnumerable<AttributeData> attributes)
    {
        var said = attributes.FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == "Unified.Definition.PrecisionAttribute");
        return said?.ConstructorArguments is [{ Value: int digits }, { Value: int scale }] ? new Precision(digits, scale) : null;
    }

    public override string ToString() => FormattableString.Invariant($"({Digits},{Scale})");
}
