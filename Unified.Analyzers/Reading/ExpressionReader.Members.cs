using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Reading;

// Fields, properties and what is constructed.
internal sealed partial class ExpressionReader
{
    private Shape Field(IFieldReferenceOperation reference)
    {
        var field = reference.Field;
        if (field.IsStatic)
        {
            if (!field.IsReadOnly && !field.IsConst)
            {
                Refuse(reference, "UNI0017", "a mutable static can change between two runs.", "Make it const or static readonly.");
                return ValueShape.Refused;
            }

            if (field is { Name: "MaxValue", ContainingType.SpecialType: SpecialType.System_DateTime })
            {
                Refuse(reference, "UNI0003", "the time is not a whole number of microseconds, and would be compared as another one.",
                    "Round it.");
                return ValueShape.Refused;
            }

            return Captured(reference);
        }

        return reference.Instance switch
        {
            null or IInstanceReferenceOperation => Captured(reference),
            var owner => Read(owner) is EventShape or MadeShape ? NoColumn(reference, field.Name) : UnknownShape.Instance,
        };
    }

    private ValueShape NoColumn(IOperation reference, string member)
    {
        Refuse(reference, "UNI0012", $"'{member}' is not a column.", "Use a property that the source declares.");
        return ValueShape.Refused;
    }

    private Shape Property(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (reference.Instance is not { } owner)
        {
            Refuse(reference, "UNI0018", $"{property.ContainingType.Name}.{property.Name} is not the same in every run: a definition has "
                + "no clock, random, culture or I/O.", "Use a column of the event, or a constant.");
            return ValueShape.Refused;
        }

        if (Kinds.IsNullableValue(property.ContainingType))
        {
            var value = Read(owner) as ValueShape ?? ValueShape.Refused;
            return value.Kind is null ? value : property.Name == "HasValue" ? new ValueShape(Kinds.Boolean, false)
                : value with { Nullable = false, IsEventTime = value.IsEventTime is null ? null : false };
        }

        if (IsWindowSpan(property.ContainingType))
        {
            return Span(reference, owner);
        }

        if (Matched(owner, property) is { } match)
        {
            return match;
        }

        if (owner is IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: var table }, Arguments: var keys }
            && IsDimension(table))
        {
            Read(keys[0].Value);
            return ValueShape.Of(property.Type);
        }

        if (property.IsIndexer)
        {
            return Indexer(reference, owner);
        }

        return Property(reference, owner, Read(owner));
    }

    private Shape Property(IPropertyReferenceOperation reference, IOperation owner, Shape shape)
    {
        var property = reference.Property;
        switch (shape)
        {
            case GroupShape group:
                return property.Name == "Key" ? group.Key : UnknownShape.Instance;
            case ListShape:
                return property.Name is "Count" or "Length" ? new ValueShape("int32", false) : UnknownShape.Instance;
            case RecordShape record when Kinds.Of(owner.Type) is null:
                return record.Find(property.Name) ?? NoColumn(reference, property.Name);
            case ValueShape { Kind: null } when owner is IArrayCreationOperation && property.Name == "Length":
                Refuse(reference, "UNI0011", "operator ArrayLength is not part of the language of definitions.", Functions);
                return ValueShape.Refused;
            case ValueShape { Kind: null }:
                return ValueShape.Refused;
            case ValueShape value when Table.Member(property.GetDocumentationCommentId()) is { } function:
                return Bind(function, reference, [Known(value, owner)]);
            case ValueShape:
            case UnknownShape when owner is IInstanceReferenceOperation:
                Refuse(reference, "UNI0011", $"property {property.ContainingType.Name}.{property.Name} is not in the function catalogue.",
                    "Use one of docs/functions.md, or a static method of your own that is marked [Deterministic].");
                return ValueShape.Refused;
            default:
                return Kinds.Of(property.Type) is null ? UnknownShape.Instance : ValueShape.Of(property.Type);
        }
    }

    private Shape Indexer(IPropertyReferenceOperation reference, IOperation owner)
    {
        var getter = reference.Property.GetMethod?.GetDocumentationCommentId();
        var shape = IsConstant(owner) && Kinds.Of(owner.Type) is null ? UnknownShape.Instance : Read(owner);
        ValueShape[] arguments = [.. reference.Arguments.Select(a => Value(a.Value))];
        if (shape is ValueShape value && Table.Member(getter) is { } function)
        {
            return Bind(function, reference, [value, .. arguments]);
        }

        if (shape is ListShape && !Lists.IsDictionary(reference.Property.ContainingType))
        {
            Refuse(reference, "UNI0065", $"{reference.Property.GetMethod?.Name} of a list of the event is not part of the language.",
                "Make rows of its elements (from line in order.Lines), and filter or group those.");
            return ValueShape.Refused;
        }

        return Kinds.Of(reference.Type) is null ? UnknownShape.Instance : ValueShape.Of(reference.Type);
    }

    private Shape Span(IPropertyReferenceOperation reference, IOperation owner)
    {
        // Of a group it is a part of the key; before it an event is in several.
        if (owner is IPropertyReferenceOperation { Instance: { } whole } && !IsFinished && Read(whole) is not GroupShape)
        {
            report.Add("UNI0071", reference.Syntax, "an event is in several of these windows; it is no value of an event.",
                "Use it as a key of the group alone, and its Start and Length in the select (g.Key).");
            return ValueShape.Refused;
        }

        return ValueShape.Of(reference.Type);
    }

    private Shape Construct(IObjectCreationOperation construct)
    {
        if (construct.Constructor is not { } constructor || construct.Type is null)
        {
            return UnknownShape.Instance;
        }

        if (Kinds.Of(construct.Type) is not null)
        {
            return MadeValue(construct, constructor);
        }

        var arguments = construct.Arguments.OrderBy(a => a.Parameter?.Ordinal ?? 0)
            .Select(a => Pair.Of(a.Parameter?.Name ?? "", Read(a.Value))).ToList();
        if (construct.Initializer is not { } initializer)
        {
            return arguments.Count == 0 ? UnknownShape.Instance : new MadeShape(arguments);
        }

        foreach (var assignment in initializer.Initializers.OfType<ISimpleAssignmentOperation>())
        {
            var value = Read(assignment.Value);
            if (assignment.Target is IPropertyReferenceOperation { Property.Name: var name })
            {
                arguments.Add(Pair.Of(name, value));
            }
        }

        return construct.Arguments.Length == 0 ? new MadeShape(arguments)
            : IsFinished ? UnknownShape.Instance : NotOfTheLanguage(construct);
    }

    private ValueShape MadeValue(IObjectCreationOperation construct, IMethodSymbol constructor)
    {
        var moving = construct.Arguments.FirstOrDefault(a => !IsConstant(a.Value))?.Value;
        if (moving is null)
        {
            return ValueShape.Of(construct.Type) with { IsConstant = true };
        }

        if (Table.Member(constructor.GetDocumentationCommentId()) is { } function)
        {
            return Bind(function, construct, [.. construct.Arguments.Select(a => Value(a.Value))]);
        }

        return NotMadeOfConstants(construct, moving);
    }

    private ValueShape NotMadeOfConstants(IOperation node, IOperation moving)
    {
        Refuse(node, "UNI0007", $"'{Refusals.Report.Text(moving.Syntax)}' is not a constant, so neither is the value made of it.",
            "Use literals, captured variables or static readonly fields.");
        return ValueShape.Refused;
    }

    private MadeShape Anonymous(IAnonymousObjectCreationOperation made)
    {
        var members = new List<KeyValuePair<string, Shape>>();
        foreach (var assignment in made.Initializers.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation { Property.Name: var name })
            {
                members.Add(Pair.Of(name, Read(assignment.Value)));
            }
        }

        return new MadeShape(members);
    }

    private static bool IsWindowSpan(ITypeSymbol type) => type.Name() == "Unified.Definition.WindowSpan";

    private static bool IsDimension(ITypeSymbol? type) => type.Name() == "Unified.Definition.Dimension`2";
}
