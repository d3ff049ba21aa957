using Microsoft.CodeAnalysis;
using Unified.Analyzers.Language;

namespace Unified.Analyzers.Shapes;

/// <summary>An object of which nothing but the C# type is known.</summary>
/// <param name="Type">The type.</param>
internal sealed record OpenShape(ITypeSymbol Type) : RecordShape
{
    public override bool? MayBeMissing => null;

    /// <summary>What a value or object of a type stands for.</summary>
    public static Shape Of(ITypeSymbol? type) => type is null ? UnknownShape.Instance
        : Kinds.Of(type) is not null ? ValueShape.Of(type)
        : Lists.ElementOf(type) is not null ? UnknownShape.Instance
        : type.TypeKind is TypeKind.Class or TypeKind.Struct ? new OpenShape(Kinds.Bare(type)!) : UnknownShape.Instance;

    public override Shape? Find(string member) => Properties.Of(Type).FirstOrDefault(p => p.Name == member) is { } property
        ? Of(property.Type) : UnknownShape.Instance;
}

/// <summary>The properties that an object shows.</summary>
internal static class Properties
{
    /// <summary>Public properties of a type and its bases, those of bases first.</summary>
    public static IEnumerable<IPropertySymbol> Of(ITypeSymbol type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = type; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType!)
        {
            foreach (var property in at.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, GetMethod: not null }
                    && seen.Add(property.Name))
                {
                    yield return property;
                }
            }
        }
    }
}

/// <summary>Which types are lists, as the plan's <c>ListReader</c> has them.</summary>
internal static class Lists
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.List<T>", "System.Collections.Generic.IList<T>", "System.Collections.Generic.ICollection<T>",
        "System.Collections.Generic.IEnumerable<T>", "System.Collections.Generic.IReadOnlyList<T>",
        "System.Collections.Generic.IReadOnlyCollection<T>", "System.Collections.Immutable.ImmutableArray<T>",
        "System.Collections.Immutable.ImmutableList<T>", "System.Collections.Generic.HashSet<T>", "Unified.Types.EquatableArray<T>",
    };

    private static readonly HashSet<string> Dictionaries = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.Dictionary<TKey, TValue>", "System.Collections.Generic.IDictionary<TKey, TValue>",
        "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>", "System.Collections.Immutable.ImmutableDictionary<TKey, TValue>",
        "System.Collections.Generic.SortedDictionary<TKey, TValue>",
    };

    /// <summary>True for a dictionary.</summary>
    public static bool IsDictionary(ITypeSymbol type) => Dictionaries.Contains(type.OriginalDefinition.ToDisplayString());

    /// <summary>The type of the elements, of a dictionary that of its values; null when it is no list.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1, ElementType: var element } ? element
        : type is INamedTypeSymbol { IsGenericType: true, TypeArguments: var arguments } named
            && (Known.Contains(named.OriginalDefinition.ToDisplayString()) || IsDictionary(named)) ? arguments[arguments.Length - 1]
        : null;
}
