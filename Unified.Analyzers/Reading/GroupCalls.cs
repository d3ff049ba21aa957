using Microsoft.CodeAnalysis;
using Unified.Analyzers.Code;

namespace Unified.Analyzers.Reading;

/// <summary>Which types are groups of a definition, and what is made of them on the way to an aggregate.</summary>
internal static class GroupCalls
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Unified.Definition.Group`1", "Unified.Definition.Group`2", "Unified.Definition.GroupValues`1",
        "Unified.Definition.DistinctValues`1", "Unified.Definition.OrderedGroup`1",
        "Unified.Definition.FirstEvents`1",
    };

    /// <summary>True for a group, or what is made of one.</summary>
    public static bool IsGroup(ITypeSymbol type) => type.Name() is { } name && Names.Contains(name);
}
