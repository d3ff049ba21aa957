using Microsoft.CodeAnalysis;

namespace Unified.Analyzers.Code;

/// <summary>The types that a job author writes queries with.</summary>
internal static class Definitions
{
    public const string Source = "Unified.Definition.Source`1";
    public const string Rows = "Unified.Definition.Rows`1";
    public const string Groups = "Unified.Definition.Groups`2";
    public const string Query = "Unified.Definition.Query`1";
    public const string Job = "Unified.Definition.Job";

    /// <summary>Which of them a type is, or null.</summary>
    public static string? Of(ITypeSymbol? type) => type.Name() is Source or Rows or Groups or Query ? type.Name() : null;
}
