using Microsoft.CodeAnalysis;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Sources;

/// <summary>Checks the columns of a source's record, as the plan's <c>RecordReader</c> and <c>ListReader</c> do.</summary>
/// <param name="report">Where refusals go.</param>
/// <param name="source">The source, for the refusals.</param>
/// <param name="made">Where the source is made: marked where the record stands in another file.</param>
internal sealed class RecordReader(Report report, string source, SyntaxNode made)
{
    private const int DeepestRecord = 8;
    private const string Types = "Use the types of docs/definitions.md.";

    private bool _isDeep;

    /// <summary>Checks a record and all in it.</summary>
    public void Read(ITypeSymbol record)
    {
        if (!Properties.Of(record).Any(p => !EventShape.IsIgnored(p)))
        {
            report.Add(new Refusal("UNI0025", made.GetLocation(), source, "it has no columns.",
                "Declare them: a record's columns are its public properties."));
        }

        Read(record, "", 1);
    }

    private void Read(ITypeSymbol record, string path, int depth)
    {
        var columns = Properties.Of(record).Where(p => !EventShape.IsIgnored(p)).ToList();
        foreach (var property in columns)
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (path.Length == 0 && name.StartsWith("_", StringComparison.Ordinal))
            {
                Add("UNI0026", property, source, "a column starts with '_', which is kept for lineage columns.", "Rename it.");
            }

            Column(property, name, depth);
        }

        foreach (var twice in columns.GroupBy(JsonName).Where(g => g.Key is not null && g.Count() > 1))
        {
            Add("UNI0064", twice.Last(), $"{source}, column '{Below(path, twice.Last())}'",
                $"it and '{Below(path, twice.First())}' are read from one JSON field, {twice.Key}.",
                "Give one of them another [JsonPropertyName].");
        }
    }

    private static string Below(string path, IPropertySymbol property) => path.Length == 0 ? property.Name : $"{path}.{property.Name}";

    private void Column(IPropertySymbol property, string name, int depth)
    {
        var node = $"{source}, column '{name}'";
        if (EventShape.Nested(property.Type) is { } inner)
        {
            Nested(inner, property, name, node, depth);
        }
        else if (Lists.ElementOf(property.Type) is { } element)
        {
            Elements(property.Type, element, property, node, name, depth);
        }
        else if (Kinds.Of(property.Type) is not { } kind)
        {
            var type = Kinds.Bare(property.Type);
            if (type is { TypeKind: TypeKind.Error or TypeKind.TypeParameter })
            {
                return;
            }

            Add("UNI0001", property, $"{source}, column '{property.Name}'", type is { TypeKind: TypeKind.Enum }
                ? $"enumeration {property.Type.MetadataName} has no members, or one whose number is outside -32768 to 32767, which tables "
                    + "cannot hold." : $"type {property.Type.MetadataName} is not supported in a source.",
                type is { TypeKind: TypeKind.Enum } ? "Give its members other numbers, or declare the column as a number." : Types);
        }
        else if (kind == Kinds.Decimal)
        {
            Digits(property, $"{source}, column '{property.Name}'");
        }
    }

    private void Nested(ITypeSymbol record, IPropertySymbol property, string name, string node, int depth)
    {
        if (depth <= DeepestRecord)
        {
            Read(record, name, depth + 1);
        }
        else if (!_isDeep)
        {
            // A record that holds itself has as many such columns as it has ways down.
            _isDeep = true;
            Add("UNI0064", property, node, $"records are nested more than {DeepestRecord} deep.",
                "A record cannot hold itself; flatten what is deeper.");
        }
    }

    private void Elements(ITypeSymbol list, ITypeSymbol element, IPropertySymbol property, string node, string name, int depth)
    {
        if (Lists.IsDictionary(list) && ((INamedTypeSymbol)list).TypeArguments[0] is { SpecialType: not SpecialType.System_String } key)
        {
            Add("UNI0001", property, node, $"the keys of a dictionary are text in JSON; these are {key.MetadataName}.",
                "Declare them as string.");
        }

        if (EventShape.Nested(element) is { } record)
        {
            if (element.NullableAnnotation == NullableAnnotation.Annotated)
            {
                Add("UNI0001", property, node, "its elements are records that may be null.",
                    "Declare the elements as not null; an event with a null among them is quarantined.");
            }

            Nested(record, property, name, node, depth + 1);
        }
        else if (Lists.ElementOf(element) is { } inner)
        {
            Elements(element, inner, property, node, name, depth);
        }
        else if (Kinds.Of(element) is not { } kind)
        {
            if (element.TypeKind is not (TypeKind.Error or TypeKind.TypeParameter))
            {
                Add("UNI0001", property, node, $"elements of type {element.MetadataName} are not supported in a source.", Types);
            }
        }
        else if (kind == Kinds.Decimal)
        {
            Digits(property, node);
        }
    }

    private void Digits(IPropertySymbol property, string node)
    {
        if (Precision.Of(property) is not { } precision)
        {
            Add("UNI0005", property, node, "a decimal needs its precision and scale.", "Write [Precision(18, 4)] before it.");
        }
        else if (precision.Digits is < 1 or > 28 || precision.Scale < 0 || precision.Scale > precision.Digits)
        {
            Add("UNI0005", property, node,
                FormattableString.Invariant($"[Precision({precision.Digits}, {precision.Scale})] is out of range."),
                "Precision is 1 to 28 digits, scale 0 to the precision.");
        }
    }

    private static string? JsonName(IPropertySymbol property) => property.GetAttributes()
        .FirstOrDefault(a => a.AttributeClass.Name() == "System.Text.Json.Serialization.JsonPropertyNameAttribute")
        ?.ConstructorArguments is [{ Value: string name }] ? name : null;

    // The property is what must be changed; in another file it may be another's matter.
    private void Add(string code, IPropertySymbol property, string node, string reason, string wayOut) => report.Add(new Refusal(code,
        property.Locations.FirstOrDefault(l => l.SourceTree == made.SyntaxTree) ?? made.GetLocation(), node, reason, wayOut));
}
